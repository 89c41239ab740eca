alerts-title = Alerts
alerts-nav = { $n ->
    [one] Alerts ({ $shown })
   *[other] Alerts ({ $shown })
}
alerts-lead-firm = New or changed needs to which your firm comes near. What changes in your own profile is seen under Opportunities.
alerts-lead-buyer = Suppliers that, by what they changed in their profile, may be ready today for an open need.
alerts-none-firm = There are no alerts. Needs that are posted, and that your firm meets or nearly meets, appear here.
alerts-none-buyer = There are no alerts. Suppliers that come near to an open need appear here.
alerts-none-unread = You have none left to read.
alerts-all-read = Everything is read
alerts-unread-count = { $n ->
    [one] { $shown } unread alert
   *[other] { $shown } unread alerts
}
alerts-unread = Unread
alerts-show-unread = Show only those I have not read
alerts-show-all = Show all alerts
alerts-mark-read = Mark all as read
alerts-done-read = The alerts are marked as read.
alerts-for-need = For:
alerts-newest = The newest
alerts-older = Older
alerts-to-mail = Choose whether I have them by e-mail too
alerts-to-list = See my alerts
alerts-mail-on = You have a summary by e-mail: one a day at most, in the morning, and only where alerts are unread. It says how many there are, never what they are about.
alerts-mail-off = You do not have the summary by e-mail. Alerts still appear here.
alerts-mail-start = Have a summary by e-mail
alerts-mail-stop = Stop the summary by e-mail
alerts-mail-not-sent = This installation does not send mail yet.
alerts-done-mail = Your choice about the summary by e-mail is saved.
