import { hydrateRoot } from 'react-dom/client';
import { SignIn } from './sign-in';

const root = document.getElementById('root');
if (root) hydrateRoot(root, <SignIn />);
