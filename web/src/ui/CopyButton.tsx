import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonProps } from './Button';
import { copyText } from './copyText';
import { Icon } from './Icon';

/** Copies a text and says that it did. */
export function CopyButton({ text, label, look = 'plain', 'data-testid': testId }: { text: string; label: string; look?: ButtonProps['look']; 'data-testid'?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2500);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <Button look={look} onPress={() => void copyText(text).then(setCopied)} data-testid={testId}>
      <Icon name={copied ? 'check' : 'copy'} size={18} />
      <span aria-live="polite">{copied ? t('action.copied') : label}</span>
    </Button>
  );
}
