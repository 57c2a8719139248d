namespace Visio.Rtc.Ice;

/// <summary>The username fragment and password of one side of an ICE session (RFC 8445 §5.3).</summary>
public sealed record IceCredentials(string UsernameFragment, string Password)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Draws a 16-character fragment and a 32-character password, 6 random bits each character.</summary>
    public static IceCredentials Create(RandomSource random)
    {
        Span<byte> bits = stackalloc byte[48];
        random.Fill(bits);
        Span<char> text = stackalloc char[48];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[bits[i] & 63];
        }

        return new(new string(text[..16]), new string(text[16..]));
    }
}
