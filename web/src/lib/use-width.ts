import { useCallback, useState } from 'react';

/** The width of an element in pixels, known before it is first painted; 0 until it exists. */
export function useWidth<Node extends Element>(): [(node: Node | null) => void, number] {
  const [width, setWidth] = useState(0);
  const ref = useCallback((node: Node | null) => {
    if (!node) return;
    setWidth(node.getBoundingClientRect().width);
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(entry.target.getBoundingClientRect().width);
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
