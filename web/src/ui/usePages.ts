import { useInfiniteQuery } from '@tanstack/react-query';

/** A list of the server's that comes in pages; refreshed when the key changes. */
export function usePages<P extends { next: string | null }, T>(key: readonly unknown[], load: (cursor: string | null) => Promise<P>, itemsOf: (page: P) => readonly T[], { every = false as number | false } = {}) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: every,
  });
  return {
    items: query.data?.pages.flatMap(itemsOf) ?? [],
    loaded: query.data !== undefined,
    error: query.error,
    more: query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : null,
    refresh: () => query.refetch(),
  };
}
