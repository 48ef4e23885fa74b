import './gallery.css';
import { useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { languages } from '../../src/i18n/languages.ts';
import type { Report } from './state.tsx';
import { states } from './states.ts';

/** How many states load at a time; each is a page of its own. */
const AT_A_TIME = 4;

const widths = [320, 390, 768, 1280];

/** How the states are shown. */
interface View {
  readonly language: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
}

const system: View['theme'] = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

/** Every state of every screen, in the chosen language, theme and width. */
function Gallery() {
  const [view, setView] = useState<View>({ language: 'en', theme: system, width: 390 });
  const [wanted, setWanted] = useState('');
  const shown = states.filter(({ name }) => name.includes(wanted));
  return (
    <>
      <header>
        <h1>States</h1>
        <label>
          Language
          <select value={view.language} onChange={event => setView({ ...view, language: event.target.value })}>
            {languages.map(({ tag, name }) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Theme
          <select
            value={view.theme}
            onChange={event => setView({ ...view, theme: event.target.value as View['theme'] })}
          >
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </label>
        <label>
          Width
          <select value={view.width} onChange={event => setView({ ...view, width: Number(event.target.value) })}>
            {widths.map(width => (
              <option key={width} value={width}>
                {width} px
              </option>
            ))}
          </select>
        </label>
        <label>
          Filter
          <input type="search" value={wanted} onChange={event => setWanted(event.target.value)} />
        </label>
      </header>
      <Frames key={JSON.stringify([view, wanted])} view={view} names={shown.map(({ name }) => name)} />
    </>
  );
}

/** The states, each in a frame of its own, a few at a time. */
function Frames({ view, names }: { view: View; names: readonly string[] }) {
  const [reports, setReports] = useState<ReadonlyMap<string, Report>>(new Map());

  useEffect(() => {
    function take({ data, origin }: MessageEvent<Report>) {
      if (origin === location.origin && names.includes(data.name)) {
        setReports(earlier => new Map([...earlier, [data.name, data]]));
      }
    }
    addEventListener('message', take);
    return () => removeEventListener('message', take);
  }, [names]);

  return (
    <main>
      {names.map((name, index) => (
        <Frame
          key={name}
          name={name}
          view={view}
          started={index < reports.size + AT_A_TIME}
          report={reports.get(name)}
        />
      ))}
    </main>
  );
}

interface FrameProps {
  readonly name: string;
  readonly view: View;
  readonly started: boolean;
  readonly report: Report | undefined;
}

function Frame({ name, view, started, report }: FrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(480);
  const query = new URLSearchParams({ name, language: view.language, theme: view.theme });
  const address = `state.html?${query}`;

  useEffect(() => {
    const page = frame.current?.contentDocument?.documentElement;
    if (report && page) setHeight(page.scrollHeight);
  }, [report]);

  return (
    <figure data-state={report ? (report.problem ? 'failed' : 'reached') : 'waiting'}>
      <figcaption>
        <a href={address} target="_blank" rel="noreferrer">
          {name}
        </a>
        {report?.problem && <strong>{report.problem}</strong>}
      </figcaption>
      <iframe ref={frame} title={name} src={started ? address : undefined} width={view.width} height={height} />
    </figure>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(<Gallery />);
