import { LobbySection } from '../features/host/LobbySection';
import { PeoplePanel, type PeoplePanelProps } from '../features/people/PeoplePanel';
import type { HostLobby } from '../meeting/hostLobby';

/** Who is inside and who waits to be; loaded when it is opened. */
export default function CallPeoplePanel({ lobby, slug, ...rest }: Omit<PeoplePanelProps, 'lobby'> & { lobby: HostLobby; slug: string }) {
  return <PeoplePanel {...rest} lobby={<LobbySection lobby={lobby} slug={slug} />} />;
}
