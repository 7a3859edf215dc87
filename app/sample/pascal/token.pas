{ SPDX-License-Identifier: MIT

  token AUDIENCE: says whether somebody is signed in, and gets a token. Free Pascal, Delphi. }
program token;

{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}
{$IFDEF MSWINDOWS}{$APPTYPE CONSOLE}{$ENDIF}

uses
  {$IFDEF MSWINDOWS}Windows, Registry,{$ENDIF} {$IFDEF FPC}DynLibs,{$ENDIF} SysUtils;

type
  TTokenOptions = record
    Size, TimeoutMs, MinValidS: Cardinal;
    Interactive: Integer;
    Audience, Scope, ContextId, CorrelationId: PAnsiChar;
  end;

  TError = record
    Size: Cardinal;
    Status: Integer;
    RetryAfterMs, Reserved: Cardinal;
    Code: array[0..39] of AnsiChar;
    Reference: array[0..63] of AnsiChar;
    Message: array[0..255] of AnsiChar;
  end;

var { stdcall counts on 32-bit Windows; elsewhere there is one convention, and this is taken as that. }
  ClientOpen: function(out Client: Pointer): Integer; stdcall;
  ClientClose: procedure(Client: Pointer); stdcall;
  SessionGet: function(Client: Pointer; TimeoutMs: Cardinal; Json: PAnsiChar; JsonSize: NativeUInt;
    Needed: Pointer): Integer; stdcall;
  TokenGet: function(Client: Pointer; const Options: TTokenOptions; Token: PAnsiChar; TokenSize: NativeUInt;
    out Needed: NativeUInt; Info: Pointer): Integer; stdcall;
  LastError: function(Client: Pointer; var Error: TError): Integer; stdcall;

{ Where the library is: on Windows where the installer put it, for programs of this bitness. }
function LibraryPath: string;
begin
{$IFDEF MSWINDOWS}
  Result := '';
  with TRegistry.Create(KEY_READ) do
  try
    RootKey := HKEY_LOCAL_MACHINE;
    if OpenKeyReadOnly('Software\Classes\CLSID\{6D0F0F5E-52F5-4B0C-9D07-0C3A7D6F4E14}\InprocServer32') then
      Result := ReadString('');
  finally
    Free;
  end;
{$ELSE}
  Result := 'liblanyard.so.1';
{$ENDIF}
end;

function Load: Boolean;
var
  Lib: {$IFDEF FPC}TLibHandle{$ELSE}HMODULE{$ENDIF};
begin
  Result := False;
  if LibraryPath = '' then
    Exit;
  Lib := LoadLibrary({$IFNDEF FPC}PChar{$ENDIF}(LibraryPath));
  if Lib = 0 then
    Exit;
  @ClientOpen := GetProcAddress(Lib, 'lanyard_client_open');
  @ClientClose := GetProcAddress(Lib, 'lanyard_client_close');
  @SessionGet := GetProcAddress(Lib, 'lanyard_session_get');
  @TokenGet := GetProcAddress(Lib, 'lanyard_token_get');
  @LastError := GetProcAddress(Lib, 'lanyard_last_error');
  Result := Assigned(ClientOpen) and Assigned(ClientClose) and Assigned(SessionGet) and Assigned(TokenGet)
    and Assigned(LastError);
end;

procedure Check(Client: Pointer; Status: Integer);
var
  Error: TError;
begin
  if Status = 0 then
    Exit;
  FillChar(Error, SizeOf(Error), 0);
  Error.Size := SizeOf(Error);
  LastError(Client, Error);
  WriteLn(ErrOutput, Error.Code, ': ', Error.Message, ' (', Error.Reference, ')');
  ClientClose(Client);
  Halt(1);
end;

var
  Client: Pointer;
  Options: TTokenOptions;
  Audience: AnsiString;
  Session: array[0..4095] of AnsiChar;
  Text: array[0..16383] of AnsiChar;
  Needed: NativeUInt;
begin
  if not Load or (ClientOpen(Client) <> 0) then
    Halt(1);
  Check(Client, SessionGet(Client, 5000, Session, SizeOf(Session), nil));
  WriteLn('Session  ', PAnsiChar(@Session));

  Audience := AnsiString(ParamStr(1));
  FillChar(Options, SizeOf(Options), 0);
  Options.Size := SizeOf(Options);
  Options.TimeoutMs := 5000;
  Options.Audience := PAnsiChar(Audience);
  Check(Client, TokenGet(Client, Options, Text, SizeOf(Text), Needed, nil));
  WriteLn('Token    ', Needed - 1, ' characters'); { Authorization: Bearer <token> }
  FillChar(Text, SizeOf(Text), 0);
  ClientClose(Client);
end.
