let context: AudioContext | undefined;

/** Two low tones for who scans without looking up: that one did not go into the cart. */
export function beep(): void {
  try {
    context ??= new AudioContext();
    const sound = context.createOscillator();
    const volume = context.createGain();
    const now = context.currentTime;
    sound.type = 'square';
    sound.frequency.setValueAtTime(330, now);
    sound.frequency.setValueAtTime(220, now + 0.12);
    volume.gain.value = 0.06;
    sound.connect(volume).connect(context.destination);
    sound.start(now);
    sound.stop(now + 0.28);
  } catch {
    // No sound device; the notice says it too.
  }
}
