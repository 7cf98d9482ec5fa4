export function debug(): void {}
