using System.Security.Cryptography;
using System.Text.Json;

namespace Visio.Server.Settings;

/// <summary>The secrets that the server makes for itself: <c>secrets.json</c> in the data folder, readable by its owner only.</summary>
/// <param name="ApiKey">The API key.</param>
/// <param name="ApiSecret">Its secret: 256 bits, base64url.</param>
internal sealed record SecretFile(string ApiKey, string ApiSecret)
{
    public const string FileName = "secrets.json";

    /// <summary>Reads the file; makes it where it is missing. The first of two processes that start at once wins.</summary>
    /// <exception cref="JsonException">The file is not what was written.</exception>
    public static SecretFile LoadOrCreate(string dataFolder)
    {
        var path = Path.Combine(dataFolder, FileName);
        if (!File.Exists(path))
        {
            // Written aside and linked in by name, so that nobody ever reads half a file.
            var aside = Path.Combine(dataFolder, $".{FileName}.{Guid.NewGuid():N}");
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };

            using (var stream = new FileStream(aside, options))
            {
                JsonSerializer.Serialize(stream, new SecretFile("API" + RandomNumberGenerator.GetHexString(12), NewSecret()));
                stream.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(aside, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(aside);
            }
        }

        using var existing = File.OpenRead(path);
        return JsonSerializer.Deserialize<SecretFile>(existing) is { ApiKey.Length: > 0, ApiSecret.Length: > 0 } secrets
            ? secrets
            : throw new JsonException($"{path} holds no key and secret.");
    }

    private static string NewSecret() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
