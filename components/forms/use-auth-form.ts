import { type FormEvent, useEffect, useRef, useState } from 'react';
import {
  type FieldErrors as FormFieldErrors,
  type Path,
  type PathValue,
  type Resolver,
  useForm,
} from 'react-hook-form';
import type { FieldErrors } from '@/lib/errors';
import type { FormError, FormResult, FormSuccess } from '@/lib/form-result';
import type { Schema } from '@/lib/schemas/fields';
import { BUSY, FORM_PROBLEM_ID, toProblems } from './form-problems';
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
  /** The result that a 303 left for this page. */
  result: FormResult | null;
  /** @returns `NAVIGATING`, or the id of what to look at on this page */
  onSuccess: (success: FormSuccess) => string;
};

/**
 * A plain form that its script makes better: the schema's sentences before anything is sent, the
 * answer's beside their fields, one request at a time. Without the script the browser posts it.
 */
export function useAuthForm<Fields extends TextFields>({ id, schema, fields, result, onSuccess }: AuthForm<Fields>) {
  const idOf = (name: string) => (id ? `${id}-${name}` : name);
  // Once: another object at the next render would bring these errors back.
  const [initial] = useState(() => {
    const problems = toProblems(result);
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

  /** @returns the id of what to look at */
  function show(error: FormError): string {
    const problems = toProblems(error);
    for (const [name, sentences] of Object.entries(problems.fields)) {
      setError(name as Path<Fields>, { type: 'server', message: sentences.join('\n') });
    }
    setProblem(problems.form);
    const first = fields.find((name) => name in problems.fields);
    const focused = problems.form?.code === 'bad_credentials' ? fields.at(-1) : first;
    return idOf(focused ?? FORM_PROBLEM_ID);
  }

  async function send(form: HTMLFormElement): Promise<void> {
    setProblem(null);
    setIsPending(true);
    const outcome = await postForm(form, () => setProblem(BUSY));
    setProblem(null);
    const target = outcome.kind === 'success' ? onSuccess(outcome) : show(outcome);
    if (target === NAVIGATING) return; // stays pending until the next page is there
    setIsPending(false);
    isSending.current = false;
    setToFocus({ id: target });
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
    void handleSubmit(() => send(form), refuse)(event);
  }

  const isAboutAll = problem?.code === 'bad_credentials';
  const field = (name: Path<Fields>) => ({
    ...register(name),
    id: idOf(name),
    errors: sentencesOf(formState.errors[name]?.message),
    // A wrong pair is about both of its halves.
    ...(isAboutAll && { problemId: idOf(FORM_PROBLEM_ID) }),
    autoFocus:
      result?.kind === 'error' && (isAboutAll ? name === fields.at(-1) : isFirstIn(initial.fields, name, fields)),
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
