type LegalLinksProps = { links: readonly { href: string; text: string }[] };

/** Below every page. They may lead to this origin, so they are sent no referrer: some pages have a secret address. */
export const LegalLinks = ({ links }: LegalLinksProps) => (
  <footer className="flex justify-center gap-6 px-4 pb-6 text-sm">
    {links.map(({ href, text }) => (
      <a key={href} href={href} rel="noreferrer" className="flex min-h-11 items-center">
        {text}
      </a>
    ))}
  </footer>
);
