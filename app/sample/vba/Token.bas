Attribute VB_Name = "LanyardToken"
' SPDX-License-Identifier: MIT
'
' A token for this document's macros: ShowToken in the list of macros. Office of 32 and 64 bits.
Option Explicit

Public Sub ShowToken()
    Dim lanyard As Object, token As String
    On Error GoTo Failed
    Set lanyard = CreateObject("Lanyard.Client")
    Debug.Print "State    " & lanyard.State
    token = lanyard.GetToken("https://records.example.nhs.uk")
    Debug.Print "Token    " & Len(token) & " characters" ' Send it: Authorization: Bearer <token>
    Exit Sub
Failed:
    MsgBox Err.Description, vbExclamation, "Records"
End Sub
