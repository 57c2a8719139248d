/** What somebody called themselves or their room: it keeps its own direction, whatever script it is written in. */
export function Name({ children, className }: { children: string; className?: string | undefined }) {
  return <bdi className={className}>{children}</bdi>;
}
