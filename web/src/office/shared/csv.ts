/** Lets the browser fetch a file of the server's and write it to disk while it comes. */
export function fetchFile(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
