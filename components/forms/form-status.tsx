import { Alert } from '../ui/alert';
import { Countdown } from '../ui/countdown';
import { FORM_PROBLEM_ID, type FormProblem } from './form-problems';

type FormStatusProps = {
  problem: FormProblem | null;
  id?: string;
  /** The page was loaded to say it, and no field is to be looked at first. */
  autoFocus?: boolean;
};

/** What is wrong with the form as a whole. */
export function FormStatus({ problem, id = FORM_PROBLEM_ID, autoFocus = false }: FormStatusProps) {
  if (!problem) return null;
  const { code, title, text, waitSeconds, link } = problem;
  return (
    <Alert
      kind={code === 'busy' ? 'wait' : 'bad'}
      id={id}
      title={title}
      autoFocus={autoFocus && code !== 'bad_credentials'}
    >
      {text && waitSeconds === undefined ? <p>{text}</p> : null}
      {text && waitSeconds !== undefined ? <Countdown text={text} seconds={waitSeconds} /> : null}
      {link ? (
        <p className="mt-1">
          <a href={link.href}>{link.text}</a>
        </p>
      ) : null}
    </Alert>
  );
}
