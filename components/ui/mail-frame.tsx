type Mail = { to: string; subject: string; html: string; text: string; links: string[] };

/** One mail as its recipient would see it. Its links open beside it, as they would from a mail program. */
export function MailFrame({ mail: { to, subject, html, text, links }, nonce }: { mail: Mail; nonce: string }) {
  return (
    <article className="overflow-hidden rounded-lg border border-line bg-card">
      <header className="border-line border-b px-5 py-4">
        <h2 className="font-semibold text-lg">{subject}</h2>
        <p className="text-muted text-sm">To {to}</p>
        <ul className="mt-2 text-sm">
          {links.map((link) => (
            <li key={link}>
              <a href={link}>{link}</a>
            </li>
          ))}
        </ul>
      </header>
      <iframe
        title={`The mail “${subject}”`}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        srcDoc={framed(html, nonce)}
        className="h-[34rem] w-full bg-white"
      />
      <details className="border-line border-t px-5 py-4">
        <summary className="cursor-pointer text-muted">Plain text</summary>
        <pre className="mt-3 whitespace-pre-wrap text-sm">{text}</pre>
      </details>
    </article>
  );
}

/**
 * The frame has its page's policy, which knows no style attributes: each becomes a rule of a sheet
 * that carries the nonce. The links get a window of their own.
 */
export function framed(html: string, nonce: string): string {
  const rules: string[] = [];
  const body = html.replace(/ style="([^"]*)"/g, (_attribute, style: string) => {
    rules.push(`[data-style="${rules.length}"]{${unescapeAttribute(style)}}`);
    return ` data-style="${rules.length - 1}"`;
  });
  const sheet = `<base target="_blank"><style nonce="${nonce}">${rules.join('')}</style>`;
  return body.replaceAll('<style>', `<style nonce="${nonce}">`).replace('<head>', `<head>${sheet}`);
}

const unescapeAttribute = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&');
