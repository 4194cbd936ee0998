import { Alert } from './alert';
import { Countdown } from './countdown';
import { FORM_PROBLEM_ID, type FormProblem } from './form-answer';

type FormStatusProps = {
  problem: FormProblem | null;
  /** The page was loaded to say it, and no field is to be looked at first. */
  autoFocus?: boolean;
};

/** What is wrong with the form as a whole. */
export function FormStatus({ problem, autoFocus = false }: FormStatusProps) {
  if (!problem) return null;
  const { code, title, text, waitSeconds } = problem;
  return (
    <Alert kind="bad" id={FORM_PROBLEM_ID} title={title} autoFocus={autoFocus && code !== 'bad_credentials'}>
      {waitSeconds === undefined ? <p>{text}</p> : <Countdown text={text} seconds={waitSeconds} />}
      {code === 'dead_link' ? (
        <p className="mt-1">
          <a href="/forgot-password/">Ask for a new link</a>
        </p>
      ) : null}
    </Alert>
  );
}
