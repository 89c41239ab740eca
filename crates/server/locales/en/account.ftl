sign-in-email = E-mail
sign-in-password = Password
sign-in-forgotten = I forgot my password
sign-in-demo = Demonstration: the password of these invented accounts is shown on the console where it was started.
sign-in-code = Code
sign-in-code-hint = Six digits of your authenticator, or one of your recovery codes.
sign-in-code-title = Second step
