Attribute VB_Name = "LanyardToken"
' SPDX-License-Identifier: MIT
'
' Through the library's own functions, with a token that can be wiped: call ShowToken from a button.
Option Explicit

Private Type TokenOptions
    Size As Long
    TimeoutMs As Long
    MinValidS As Long
    Interactive As Long
    Audience As String ' VB hands over an ANSI copy of it: an audience is ASCII.
    Scope As String
    ContextId As String
    CorrelationId As String
End Type

Private Type LastError
    Size As Long
    Status As Long
    RetryAfterMs As Long
    Reserved As Long
    Code As String * 40
    Reference As String * 64
    Message As String * 256
End Type

Private Declare Function lanyard_client_open Lib "lanyard.dll" (client As Long) As Long
Private Declare Sub lanyard_client_close Lib "lanyard.dll" (ByVal client As Long)
Private Declare Function lanyard_session_get Lib "lanyard.dll" (ByVal client As Long, ByVal timeoutMs As Long, json As Byte, ByVal jsonSize As Long, needed As Long) As Long
Private Declare Function lanyard_token_get Lib "lanyard.dll" (ByVal client As Long, options As TokenOptions, token As Byte, ByVal tokenSize As Long, needed As Long, ByVal info As Long) As Long
Private Declare Function lanyard_last_error Lib "lanyard.dll" (ByVal client As Long, error As LastError) As Long
Private Declare Function LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As Long

' Loaded from where the installer put it, the library is found by its bare name afterwards.
Private Function IsInstalled() As Boolean
    Dim path As String
    On Error Resume Next
    path = CreateObject("WScript.Shell").RegRead("HKLM\Software\Classes\CLSID\{6D0F0F5E-52F5-4B0C-9D07-0C3A7D6F4E14}\InprocServer32\")
    If Len(path) > 0 Then IsInstalled = LoadLibrary(path) <> 0
End Function

Private Function Trimmed(ByVal text As String) As String
    Trimmed = Left$(text, InStr(text & vbNullChar, vbNullChar) - 1)
End Function

Private Sub Explain(ByVal client As Long)
    Dim error As LastError
    error.Size = 376
    lanyard_last_error client, error
    MsgBox Trimmed(error.Code) & ": " & Trimmed(error.Message) & " (" & Trimmed(error.Reference) & ")", vbExclamation
End Sub

Public Sub ShowToken()
    Dim client As Long, options As TokenOptions, needed As Long
    Dim session(0 To 4095) As Byte, token(0 To 16383) As Byte

    If Not IsInstalled() Then MsgBox "Lanyard is not installed on this computer.", vbExclamation: Exit Sub
    If lanyard_client_open(client) <> 0 Then Exit Sub
    options.Size = 32
    options.TimeoutMs = 5000
    options.Audience = "https://records.example.nhs.uk"
    If lanyard_session_get(client, 5000, session(0), 4096, needed) <> 0 Then
        Explain client
    Else
        Debug.Print "Session  " & Left$(StrConv(session, vbUnicode), needed - 1)
        If lanyard_token_get(client, options, token(0), 16384, needed, 0) <> 0 Then
            Explain client
        Else
            Debug.Print "Token    " & (needed - 1) & " characters" ' Authorization: Bearer <token>
        End If
    End If
    Erase token ' Of a fixed array, this sets every byte to zero.
    lanyard_client_close client
End Sub
