const shapes = {
  alert: 'M12 8v5M12 16.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  check: 'm8 12.5 2.75 2.75L16.5 9M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  cross: 'm9 9 6 6m0-6-6 6M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  clock: 'M12 7v5l3.25 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  open: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  mail: 'M4 6.5h16v11H4zM4.5 7l7.5 6 7.5-6',
  key: 'M14.5 3.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12ZM10.25 13.75 3.5 20.5M6 18l2.5 2.5M14.5 9.5h.01',
  shield: 'M12 3.25 5 6v5.5c0 4.25 2.9 7.6 7 9.25 4.1-1.65 7-5 7-9.25V6l-7-2.75Z',
  link: 'M10 13.5a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.65-5.65L11.6 7M14 10.5a4 4 0 0 0-6-.4l-2.6 2.6a4 4 0 0 0 5.65 5.65L12.4 17',
  search: 'M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.75 15.75 20 20',
  device: 'M4 5.5h16v10H4zM9 19.5h6M12 15.5v4',
  phone: 'M7.5 3.5h9v17h-9zM11 17.5h2',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof shapes;

/** An icon. It only repeats the text beside it, so it is hidden from screen readers. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
