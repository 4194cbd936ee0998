import { Field, type FieldProps } from '../ui/field';

/** An e-mail address, for people, password managers and on-screen keyboards. */
export function EmailField(props: Omit<FieldProps, 'label' | 'type'>) {
  return (
    <Field
      {...props}
      label="E-mail"
      type="email"
      inputMode="email"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
    />
  );
}
