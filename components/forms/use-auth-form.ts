import { type FormEvent, useEffect, useRef, useState } from 'react';
import {
  type FieldErrors as FormFieldErrors,
  type Path,
  type PathValue,
  type Resolver,
  useForm,
} from 'react-hook-form';
import type { FieldErrors } from '@/lib/errors';
import type { Schema } from '@/lib/schemas/fields';
import { BUSY, FORM_PROBLEM_ID, type FormAnswer, toProblems } from './form-problems';
import { postForm } from './post-form';

type TextFields = Record<string, string>;

/** The browser is on its way to another page. */
export const NAVIGATING = '';

type AuthForm<Fields extends TextFields> = {
  /** The handler's own. */
  schema: Schema<unknown>;
  /** Begins the ids of its fields, where other forms of the page have fields of the same names. */
  id?: string;
  /** The form's fields, first to last. */
  fields: readonly Path<Fields>[];
  /** What the answer before this page left. */
  answer: FormAnswer | null;
  /** What happens when the server said yes. @returns `LEAVING`, or the id of what to look at on this page */
  onSuccess: (sent: Fields) => string;
};

/**
 * A plain form that its script makes better: the schema's sentences before anything is sent, the
 * answer's beside their fields, one request at a time. Without the script the browser posts it.
 */
export function useAuthForm<Fields extends TextFields>({ id, schema, fields, answer, onSuccess }: AuthForm<Fields>) {
  const idOf = (name: string) => (id ? `${id}-${name}` : name);
  // Once: another object at the next render would bring these errors back.
  const [initial] = useState(() => {
    const problems = toProblems(answer);
    return { ...problems, errors: inFormWords<Fields>(problems.fields) };
  });
  const [problem, setProblem] = useState(initial.form);
  const [isPending, setIsPending] = useState(false);
  const isSending = useRef(false);
  // No default values: they would overwrite what the user typed before the script had loaded.
  const { register, handleSubmit, setError, setValue, formState } = useForm<Fields>({
    resolver: resolverOf<Fields>(schema),
    errors: initial.errors,
  });

  // What to look at next, once the render that tells of it is on the page.
  const [toFocus, setToFocus] = useState<{ id: string } | null>(null);
  useEffect(() => {
    if (toFocus) document.getElementById(toFocus.id)?.focus();
  }, [toFocus]);

  function show(refusal: FormAnswer): void {
    const problems = toProblems(refusal);
    for (const [name, sentences] of Object.entries(problems.fields)) {
      setError(name as Path<Fields>, { type: 'server', message: sentences.join('\n') });
    }
    setProblem(problems.form);
    const first = fields.find((name) => name in problems.fields);
    const focused = problems.form?.code === 'bad_credentials' ? fields.at(-1) : first;
    setToFocus({ id: idOf(focused ?? FORM_PROBLEM_ID) });
  }

  async function send(form: HTMLFormElement, sent: Fields): Promise<void> {
    setProblem(null);
    setIsPending(true);
    const refusal = await postForm(form, () => setProblem(BUSY));
    setProblem(null);
    const noticeId = refusal ? null : onSuccess(sent);
    if (noticeId === NAVIGATING) return; // stays pending until the next page is there
    setIsPending(false);
    isSending.current = false;
    if (refusal) show(refusal);
    if (noticeId) setToFocus({ id: noticeId });
  }

  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (isSending.current) return;
    isSending.current = true;
    const form = event.currentTarget;
    // What is checked is what would be sent: some password managers fill in fields without a word.
    const typed = new FormData(form);
    for (const name of fields) setValue(name, String(typed.get(name) ?? '') as PathValue<Fields, Path<Fields>>);
    const refuse = () => {
      isSending.current = false;
      setProblem(null);
    };
    void handleSubmit((sent) => send(form, sent), refuse)(event);
  }

  const isAboutAll = problem?.code === 'bad_credentials';
  const field = (name: Path<Fields>) => ({
    ...register(name),
    id: idOf(name),
    errors: sentencesOf(formState.errors[name]?.message),
    // A wrong pair is about both of its halves.
    ...(isAboutAll && { problemId: idOf(FORM_PROBLEM_ID) }),
    autoFocus:
      answer?.code !== undefined && (isAboutAll ? name === fields.at(-1) : isFirstIn(initial.fields, name, fields)),
  });

  const status = { id: idOf(FORM_PROBLEM_ID), problem, autoFocus: initial.form !== null };
  return { field, onSubmit, isPending, status };
}

const isFirstIn = (errors: FieldErrors, name: string, fields: readonly string[]): boolean =>
  fields.find((each) => each in errors) === name;

const sentencesOf = (message: unknown): string[] => (typeof message === 'string' ? message.split('\n') : []);

/** Every sentence of a field, a line each, since this library keeps one message a field. */
function inFormWords<Fields extends TextFields>(errors: FieldErrors): FormFieldErrors<Fields> {
  const entries = Object.entries(errors).map(([name, sentences]) => [
    name,
    { type: 'server', message: sentences.join('\n') },
  ]);
  return Object.fromEntries(entries);
}

function resolverOf<Fields extends TextFields>(schema: Schema<unknown>): Resolver<Fields> {
  return (values) => {
    const parsed = schema.safeParse(values);
    if (parsed.success) return { values, errors: {} };
    const sentences: FieldErrors = {};
    for (const { path, message } of parsed.error.issues) {
      const name = String(path[0]);
      sentences[name] = [...(sentences[name] ?? []), message];
    }
    return { values: {}, errors: inFormWords<Fields>(sentences) };
  };
}
