import styles from './HomeScreen.module.css';

/** A meeting of four, drawn: decoration only. */
export function HomePicture() {
  return (
    <svg className={styles.picture} viewBox="0 0 520 440" aria-hidden="true" focusable="false">
      <rect className={styles.board} x="20" y="20" width="480" height="400" rx="36" />
      <Person x={44} y={44} back="#cfe3d9" skin="#f0c9a6" hair="#3b2a22" clothes="#17614f" />
      <Person x={266} y={44} back="#d6dcec" skin="#8d5b3e" hair="#1d1512" clothes="#4a5f8f" speaking />
      <Person x={44} y={206} back="#f0dccb" skin="#e2ae86" hair="#a34f2a" clothes="#86553a" />
      <Person x={266} y={206} back="#e6d6e4" skin="#f3d3b8" hair="#d9d3cb" clothes="#7a4a76" />
      <rect className={styles.bar} x="150" y="366" width="220" height="40" rx="20" />
      <circle cx="190" cy="386" r="12" fill="#6fd3b1" />
      <circle cx="230" cy="386" r="12" fill="#6fd3b1" opacity=".75" />
      <circle cx="270" cy="386" r="12" fill="#6fd3b1" opacity=".45" />
      <rect x="304" y="374" width="44" height="24" rx="12" fill="#c93a31" />
    </svg>
  );
}

function Person({ x, y, back, skin, hair, clothes, speaking = false }: { x: number; y: number; back: string; skin: string; hair: string; clothes: string; speaking?: boolean }) {
  const id = `person-${x}-${y}`;
  return (
    <g transform={`translate(${x} ${y})`}>
      <clipPath id={id}>
        <rect width="210" height="150" rx="20" />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        <rect width="210" height="150" fill={back} />
        <path d="M30 158c4-34 34-48 75-48s71 14 75 48Z" fill={clothes} />
        <path d="M91 88h28v24c0 8-28 8-28 0Z" fill={skin} />
        <path d="M91 98c8 8 20 8 28 0v6c-8 7-20 7-28 0Z" fill="#000000" opacity=".12" />
        <rect x="76" y="36" width="58" height="66" rx="29" fill={skin} />
        <path d="M70 66c-3-30 14-44 36-44s38 14 34 44c-2-10-7-17-13-20-12 5-30 5-43 0-7 4-12 10-14 20Z" fill={hair} />
        <path d="M94 82c6 7 16 7 22 0" fill="none" stroke="#000000" strokeOpacity=".45" strokeWidth="2.5" strokeLinecap="round" />
        <circle cx="92" cy="68" r="2.6" fill="#000000" opacity=".6" />
        <circle cx="118" cy="68" r="2.6" fill="#000000" opacity=".6" />
      </g>
      {speaking && <rect className={styles.speaking} x="1.5" y="1.5" width="207" height="147" rx="19" />}
    </g>
  );
}
