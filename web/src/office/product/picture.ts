import { api, call, upload } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import type { Id, Product } from '../../api/types';

/** What the server takes. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'];
export const MOST_BYTES = 512 * 1024;
/** A till's tile and a page need no more. */
const MOST_PIXELS = 1024;

/** A camera's picture is many megabytes: made small enough here, in the browser. */
export async function shrink(file: File): Promise<File> {
  if (file.type === 'image/svg+xml' || file.size <= MOST_BYTES) return file;
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.round(bitmap.width * scale),
    Math.round(bitmap.height * scale),
  );
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
  return new File([blob], file.name, { type: blob.type });
}

/** Gives a product its picture. */
export async function putPicture(id: Id, picture: File): Promise<Product> {
  try {
    return await call(
      api.PUT('/v1/products/{id}/image', {
        params: { path: { id } },
        ...upload(await shrink(picture)),
      }),
    );
  } catch (error) {
    // Whatever it says about the body is about the picture.
    if (error instanceof ApiProblem && error.code !== 'offline') {
      throw new ApiProblem({ ...error, title: error.message, field: 'image' });
    }
    throw error;
  }
}
