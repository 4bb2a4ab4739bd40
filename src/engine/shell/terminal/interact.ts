export async function interact(_name: string): Promise<number> {
  return 0;
}
