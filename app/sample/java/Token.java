// SPDX-License-Identifier: MIT
//
// java Token AUDIENCE: says whether somebody is signed in, and gets a token. Java 8, JNA 5.

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.platform.win32.Advapi32Util;
import com.sun.jna.platform.win32.WinReg;
import com.sun.jna.ptr.PointerByReference;
import java.util.HashMap;
import java.util.Map;

public class Token {
    /** size_t: as wide as a pointer. */
    public static class Size extends com.sun.jna.IntegerType {
        public Size() { this(0); }
        public Size(long value) { super(Native.SIZE_T_SIZE, value, true); }
    }

    @Structure.FieldOrder({"size", "timeoutMs", "minValidS", "interactive", "audience", "scope", "contextId",
        "correlationId"})
    public static class TokenOptions extends Structure {
        public int size, timeoutMs, minValidS, interactive;
        public String audience, scope, contextId, correlationId;
    }

    @Structure.FieldOrder({"size", "status", "retryAfterMs", "reserved", "code", "reference", "message"})
    public static class Error extends Structure {
        public int size, status, retryAfterMs, reserved;
        public byte[] code = new byte[40], reference = new byte[64], message = new byte[256];
    }

    public interface Lanyard extends Library {
        int lanyard_client_open(PointerByReference client);
        void lanyard_client_close(Pointer client);
        int lanyard_session_get(Pointer client, int timeoutMs, Pointer json, Size jsonSize, Pointer needed);
        int lanyard_token_get(Pointer client, TokenOptions options, Pointer token, Size tokenSize, Pointer needed,
            Pointer info);
        int lanyard_last_error(Pointer client, Error error);
    }

    /** On Windows where the installer put it, for programs of this bitness. */
    static String path() {
        if (!Platform.isWindows())
            return "lanyard"; // liblanyard.so
        return Advapi32Util.registryGetStringValue(WinReg.HKEY_LOCAL_MACHINE,
            "Software\\Classes\\CLSID\\{6D0F0F5E-52F5-4B0C-9D07-0C3A7D6F4E14}\\InprocServer32", "");
    }

    static Lanyard load() {
        Map<String, Object> options = new HashMap<>();
        options.put(Library.OPTION_STRING_ENCODING, "UTF-8");
        if (Platform.isWindows() && !Platform.is64Bit())
            options.put(Library.OPTION_CALLING_CONVENTION, Function.ALT_CONVENTION); // stdcall
        return Native.load(path(), Lanyard.class, options);
    }

    static int fail(Lanyard lanyard, Pointer client) {
        Error error = new Error();
        error.size = error.size();
        lanyard.lanyard_last_error(client, error);
        System.err.println(Native.toString(error.code, "UTF-8") + ": " + Native.toString(error.message, "UTF-8")
            + " (" + Native.toString(error.reference, "UTF-8") + ")");
        return 1;
    }

    static int run(Lanyard lanyard, Pointer client, String audience) {
        Memory session = new Memory(4096);
        if (lanyard.lanyard_session_get(client, 5000, session, new Size(session.size()), null) != 0)
            return fail(lanyard, client);
        System.out.println("Session  " + session.getString(0, "UTF-8"));

        TokenOptions options = new TokenOptions();
        options.size = options.size();
        options.timeoutMs = 5000;
        options.audience = audience;
        Memory token = new Memory(16 * 1024); // Not a String, which nobody can wipe.
        try {
            if (lanyard.lanyard_token_get(client, options, token, new Size(token.size()), null, null) != 0)
                return fail(lanyard, client);
            System.out.println("Token    " + token.indexOf(0, (byte) 0) + " characters"); // Authorization: Bearer <token>
            return 0;
        } finally {
            token.clear();
        }
    }

    public static void main(String[] arguments) {
        Lanyard lanyard = load();
        PointerByReference client = new PointerByReference();
        int code = lanyard.lanyard_client_open(client);
        if (code == 0) {
            code = run(lanyard, client.getValue(), arguments[0]);
            lanyard.lanyard_client_close(client.getValue());
        }
        System.exit(code);
    }
}
