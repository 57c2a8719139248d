export default function AdminPage({ part }: { part: string }) {
  return <p>{part}</p>;
}
