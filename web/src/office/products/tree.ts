import type { Category } from '../../api/types';

/** A category where it stands in the tree. */
export interface Node {
  category: Category;
  /** How many are above it. */
  depth: number;
  /** Among its neighbours, from 1. */
  place: number;
  isLast: boolean;
  /** Those that belong to it, however far below. */
  below: ReadonlySet<string>;
}

/** All categories, each followed by those that belong to it. */
export function treeOf(categories: readonly Category[]): Node[] {
  const nodesBelow = (parent: string | null, depth: number): Node[] => {
    const siblings = categories.filter(({ parent_id }) => parent_id === parent);
    return siblings.flatMap((category, index) => {
      const under = nodesBelow(category.id, depth + 1);
      const below = new Set(under.map((node) => node.category.id));
      const isLast = index === siblings.length - 1;
      return [{ category, depth, place: index + 1, isLast, below }, ...under];
    });
  };
  return nodesBelow(null, 0);
}
