/** Between a register's till and its customer displays in the same browser. The till tells what is shown; a display says `hello`. */
export function displayChannel(registerId: string): BroadcastChannel {
  return new BroadcastChannel(`onetill.display.${registerId}`);
}
