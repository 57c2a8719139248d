import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { savePreferences } from '../client/preferences';
import type { DeviceKind, EndReason } from '../client/room';
import { CallScreen } from '../features/call/CallScreen';
import { ChatPanel } from '../features/chat/ChatPanel';
import { PeoplePanel } from '../features/people/PeoplePanel';
import type { Meeting } from '../meeting/meeting';
import { useDocumentTitle } from '../ui/Page';
import { useStore } from '../ui/useStore';

export interface CallPageProps {
  meeting: Meeting;
  title: string;
  link: string;
  onEnded: (reason: EndReason) => void;
}

const remembered: Record<DeviceKind, 'microphoneId' | 'cameraId' | 'speakerId'> = {
  audioinput: 'microphoneId',
  videoinput: 'cameraId',
  audiooutput: 'speakerId',
};

/** Puts the features of a call together. */
export default function CallPage({ meeting, title, link, onEnded }: CallPageProps) {
  const { t } = useTranslation();
  const { phase, endReason } = useStore(meeting.store);
  const { unread } = useStore(meeting.chat.store);
  useDocumentTitle(unread > 0 ? `(${unread}) ${title}` : title);

  useEffect(() => {
    if (phase === 'ended' && endReason !== null) onEnded(endReason);
  }, [phase, endReason, onEnded]);

  // The stage is dark whatever the system's theme is, and so are the dialogs and menus that open over it.
  useEffect(() => {
    document.documentElement.dataset.stage = 'dark';
    return () => {
      delete document.documentElement.dataset.stage;
    };
  }, []);

  return (
    <CallScreen
      meeting={meeting}
      title={title}
      link={link}
      onDevice={(kind, id) => {
        savePreferences({ [remembered[kind]]: id });
        void meeting.useDevice(kind, id);
      }}
      panels={{
        chat: { title: t('chat.title'), content: <ChatPanel chat={meeting.chat} onFailed={() => meeting.notices.show('chat-failed')} /> },
        people: { title: t('people.title'), content: <PeoplePanel meeting={meeting} link={link} /> },
      }}
    />
  );
}
