// SPDX-License-Identifier: MIT
//
// Token.exe AUDIENCE: says whether somebody is signed in, and gets a token. .NET Framework 4, C# 5.

using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32;

static class Token
{
    [StructLayout(LayoutKind.Sequential)]
    struct TokenOptions
    {
        public int Size, TimeoutMs, MinValidS, Interactive;
        public IntPtr Audience, Scope, ContextId, CorrelationId;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct Error
    {
        public int Size, Status, RetryAfterMs, Reserved;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 40)] public byte[] Code;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] Reference;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 256)] public byte[] Message;
    }

    // DllImport's own convention, Winapi, is stdcall where that matters.
    [DllImport("lanyard")] static extern int lanyard_client_open(out IntPtr client);
    [DllImport("lanyard")] static extern void lanyard_client_close(IntPtr client);
    [DllImport("lanyard")] static extern int lanyard_session_get(
        IntPtr client, int timeoutMs, byte[] json, UIntPtr jsonSize, out UIntPtr needed);
    [DllImport("lanyard")] static extern int lanyard_token_get(
        IntPtr client, ref TokenOptions options, byte[] token, UIntPtr tokenSize, out UIntPtr needed, IntPtr info);
    [DllImport("lanyard")] static extern int lanyard_last_error(IntPtr client, ref Error error);

    [DllImport("kernel32", CharSet = CharSet.Unicode)] static extern IntPtr LoadLibrary(string path);

    // Where the installer put the library for programs of this bitness: never by its bare name.
    static bool Load()
    {
        if (Environment.OSVersion.Platform != PlatformID.Win32NT)
            return true;
        var path = Registry.GetValue(
            @"HKEY_LOCAL_MACHINE\Software\Classes\CLSID\{6D0F0F5E-52F5-4B0C-9D07-0C3A7D6F4E14}\InprocServer32", "", null) as string;
        return path != null && LoadLibrary(path) != IntPtr.Zero;
    }

    static string Text(byte[] bytes)
    {
        return Encoding.UTF8.GetString(bytes, 0, Array.IndexOf(bytes, (byte)0));
    }

    static int Fail(IntPtr client)
    {
        var error = new Error { Size = Marshal.SizeOf(typeof(Error)) };
        lanyard_last_error(client, ref error);
        Console.Error.WriteLine(Text(error.Code) + ": " + Text(error.Message) + " (" + Text(error.Reference) + ")");
        return 1;
    }

    static int Run(IntPtr client, IntPtr audience)
    {
        UIntPtr needed;
        var session = new byte[4096];
        if (lanyard_session_get(client, 5000, session, (UIntPtr)session.Length, out needed) != 0)
            return Fail(client);
        Console.WriteLine("Session  " + Text(session));

        var options = new TokenOptions { Size = Marshal.SizeOf(typeof(TokenOptions)), TimeoutMs = 5000, Audience = audience };
        var token = new byte[16 * 1024]; // Not a string, which nobody can wipe.
        var pin = GCHandle.Alloc(token, GCHandleType.Pinned); // Nor a copy that the collector leaves behind.
        try
        {
            if (lanyard_token_get(client, ref options, token, (UIntPtr)token.Length, out needed, IntPtr.Zero) != 0)
                return Fail(client);
            Console.WriteLine("Token    " + (needed.ToUInt64() - 1) + " characters"); // Authorization: Bearer <token>
            return 0;
        }
        finally
        {
            Array.Clear(token, 0, token.Length);
            pin.Free();
        }
    }

    static int Main(string[] arguments)
    {
        IntPtr client;
        if (!Load() || lanyard_client_open(out client) != 0)
            return 1;
        var audience = Marshal.StringToHGlobalAnsi(arguments[0]); // An audience is ASCII.
        try { return Run(client, audience); }
        finally
        {
            Marshal.FreeHGlobal(audience);
            lanyard_client_close(client);
        }
    }
}
