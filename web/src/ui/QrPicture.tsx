import { qrCode } from './qrCode';
import styles from './Invitation.module.css';

/** A link to be read by a telephone's camera: dark on light in every theme, as cameras expect it. */
export default function QrPicture({ text, label }: { text: string; label: string }) {
  const code = qrCode(text);
  if (code === null) return null;
  const size = code.length + 8;
  const path = code.flatMap((line, row) => line.flatMap((dark, column) => (dark ? `M${column + 4} ${row + 4}h1v1h-1z` : []))).join('');
  return (
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges" data-testid="invitation-qr-picture">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
