sign-in-email = Correo electrónico
sign-in-password = Contraseña
sign-in-forgotten = Olvidé mi contraseña
sign-in-demo = Demostración: la contraseña de estas cuentas inventadas se muestra en la consola donde se inició.
sign-in-code = Código
sign-in-code-hint = Seis dígitos de su aplicación de códigos, o uno de sus códigos de recuperación.
sign-in-code-title = Segundo paso
