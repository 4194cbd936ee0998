import NextAuth from 'next-auth';

export const { handlers, auth, signIn, signOut } = NextAuth({
  providers: [
    {
      id: 'postern',
      name: 'Postern',
      type: 'oidc',
      issuer: process.env.POSTERN_URL, // APP_URL of Postern
      clientId: 'authjs',
      clientSecret: process.env.CLIENT_SECRET,
      checks: ['pkce', 'state', 'nonce'],
      authorization: { params: { scope: 'openid email profile' } },
      profile: ({ sub, email, name }) => ({ id: sub, email, name }),
    },
  ],
  callbacks: {
    // Without a database the user gets a new ID at each sign-in; that of Postern is the one of the provider's account.
    jwt: ({ token, account }) => (account ? { ...token, userId: account.providerAccountId } : token),
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.userId } }),
  },
});
