' SPDX-License-Identifier: MIT
'
' cscript //nologo token.vbs AUDIENCE
'
' Gets a token, and says who it is for. Ends with 0, or with 1 and the reason.
Option Explicit

Dim lanyard, token, who, permission
Set lanyard = CreateObject("Lanyard.Client")

On Error Resume Next
Set who = lanyard.GetIdentity()
If Err.Number = 0 Then
    lanyard.ContextId = who.ContextId ' A token for this person and role, or none.
    token = lanyard.GetToken(WScript.Arguments(0))
End If
If Err.Number <> 0 Then
    WScript.Echo Err.Description
    WScript.Quit 1
End If
On Error GoTo 0

WScript.Echo "Person      " & who.PersonName
WScript.Echo "Role        " & who.RoleName & ", " & who.OrganisationName
For Each permission In who.Permissions
    WScript.Echo "Permission  " & permission
Next
WScript.Echo "Token       " & Len(token) & " characters" ' Send it: Authorization: Bearer <token>
