import { Alert } from '../ui/alert';
import { Countdown } from '../ui/countdown';
import { FORM_PROBLEM_ID, type FormProblem } from './form-problems';

type FormStatusProps = {
  problem: FormProblem | null;
  id?: string;
  /** The page was loaded to say it, and no field is to be looked at first. */
  autoFocus?: boolean;
};

/** Where to go from there: an address, and its words. */
const NEXT: Record<string, [href: string, words: string]> = {
  invalid_link: ['/forgot-password/', 'Ask for a new link'],
  not_authenticated: ['/login/?next=/account/', 'Sign in'],
  email_not_verified: ['/verify-email/', 'Have the link mailed again'],
};

/** What is wrong with the form as a whole. */
export function FormStatus({ problem, id = FORM_PROBLEM_ID, autoFocus = false }: FormStatusProps) {
  if (!problem) return null;
  const { code, title, text, waitSeconds } = problem;
  const next = NEXT[code];
  return (
    <Alert
      kind={code === 'busy' ? 'wait' : 'bad'}
      id={id}
      title={title}
      autoFocus={autoFocus && code !== 'bad_credentials'}
    >
      {waitSeconds === undefined ? <p>{text}</p> : <Countdown text={text} seconds={waitSeconds} />}
      {next ? (
        <p className="mt-1">
          <a href={next[0]}>{next[1]}</a>
        </p>
      ) : null}
    </Alert>
  );
}
