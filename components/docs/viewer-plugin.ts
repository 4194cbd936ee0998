/** Replaces parts of the viewer that our page already has or that lack an accessible name. The viewer has a React of its own, which it hands to its plugins. */

type Props = Record<string, unknown>;

type ViewerSystem = {
  React: { createElement(type: unknown, props?: Props | null, ...children: unknown[]): unknown };
  getComponent(name: string, isContainer?: boolean): unknown;
  specSelectors: { loadingStatus(): string };
};

/** The name of the layout, for the option of the viewer. */
export const VIEWER_LAYOUT = 'PosternLayout';

export const VIEWER_PLUGIN = {
  components: { [VIEWER_LAYOUT]: PosternLayout },
  wrapComponents: {
    authorizationPopup: asDialog,
    Button: namedByItsText,
    CloseIcon: asNamedIcon,
    ExamplesSelect: asNamedChoice,
    JSONSchema202012Accordion: asNamedSchema,
    responses: withoutLandmark,
    TextArea: asNamedField,
  },
};

/** Only what the page has not: the title is above it, and there is one server. The usual layout has a `main` of its own. */
function PosternLayout({ React, getComponent, specSelectors }: ViewerSystem) {
  if (!['success', 'failed'].includes(specSelectors.loadingStatus())) return null;
  const parts = ['errors', 'AuthorizeBtnContainer', 'operations'];
  const elements = parts.map((name) => React.createElement(getComponent(name, true), { key: name }));
  return React.createElement('div', { className: 'swagger-ui' }, elements);
}

type PopupProps = Props & { authActions: { showDefinitions(shown: false): void } };

/** A modal dialog of the browser: it holds the focus, and gives it back to the button that opened it. */
function asDialog(popup: unknown, { React }: ViewerSystem) {
  let shown: HTMLDialogElement | null = null;
  const ref = (dialog: HTMLDialogElement | null) => {
    if (dialog) dialog.showModal();
    else shown?.close();
    shown = dialog;
  };
  return (props: PopupProps) => {
    // A phone closes it by its back gesture, of which the viewer knows nothing.
    const onClose = () => props.authActions.showDefinitions(false);
    return React.createElement(
      'dialog',
      { ref, onClose, className: 'modal', 'aria-label': 'Authorize' },
      React.createElement(popup, props),
    );
  };
}

/** Its button has no other name. */
function asNamedIcon(icon: unknown, { React }: ViewerSystem) {
  return () => [
    React.createElement(icon, { key: 'icon' }),
    React.createElement('span', { key: 'name', className: 'sr-only' }, 'Close'),
  ];
}

/** The `aria-label` of some buttons differs from their text, so users of voice control cannot name them (WCAG 2.5.3). */
function namedByItsText(button: unknown, { React }: ViewerSystem) {
  return (props: Props) => React.createElement(button, { ...props, 'aria-label': undefined });
}

/** That of a request body has no name. */
function asNamedField(field: unknown, { React }: ViewerSystem) {
  return (props: Props) => React.createElement(field, { 'aria-label': 'Value', ...props });
}

/** Their table says that it is a region, and has no name. */
function withoutLandmark(responses: unknown, { React }: ViewerSystem) {
  const ref = (element: HTMLElement | null) => element?.querySelector('.responses-table')?.removeAttribute('role');
  return (props: Props) => React.createElement('div', { ref }, React.createElement(responses, props));
}

/** The choice between examples has no name. */
function asNamedChoice(choice: unknown, { React }: ViewerSystem) {
  const ref = (element: HTMLElement | null) => element?.querySelector('select')?.setAttribute('aria-label', 'Example');
  return (props: Props) => React.createElement('div', { ref }, React.createElement(choice, props));
}

/** What opens a schema is named by its title, which not every schema has. */
function asNamedSchema(accordion: unknown, { React }: ViewerSystem) {
  const ref = (element: HTMLElement | null) => {
    const button = element?.querySelector('button');
    if (button?.textContent === '') button.setAttribute('aria-label', 'Schema');
  };
  return (props: Props) => React.createElement('span', { ref }, React.createElement(accordion, props));
}
