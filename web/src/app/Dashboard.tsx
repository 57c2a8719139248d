import type { ComponentProps } from 'react';
import { Dashboard } from '../features/rooms/Dashboard';
import '../i18n/manage';
import { LobbyAlerts } from './LobbyAlerts';

/** The home page of somebody who is signed in; loaded for them only. */
export default function DashboardPart(props: ComponentProps<typeof Dashboard>) {
  return (
    <>
      <LobbyAlerts />
      <Dashboard {...props} />
    </>
  );
}
