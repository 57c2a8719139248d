using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Visio.LiveKit.Tokens;
using Visio.Server.Doctor;
using Visio.Server.Doctor.Outside;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary><c>visio doctor</c>: looks at everything that a start needs, or from outside at a running server, and says what to fix.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);

    public static Command Create()
    {
        var arguments = new HostingArguments();
        var url = new Option<string?>("--url") { Description = "Look from here, as a client, at the server that runs at this address, as https://visio.example; nothing on this machine is looked at." };
        var token = new Option<string?>("--token") { Description = "With --url: an access token for a room, to go all the way ('visio token' makes one; with --dev or --data it is made here)." };
        var ca = new Option<string?>("--ca") { Description = "With --url: a file with authorities (PEM) that are believed besides those of this machine." };
        var json = new Option<bool>("--json") { Description = "Write the findings as JSON." };
        url.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var given) && given is { Scheme: "http" or "https" }))
            {
                result.AddError("--url must be an address as https://visio.example.");
            }
        });
        var command = new Command("doctor", "Check ports, certificates, libraries, clock, data folder, database, secrets, media server and identity provider, or with --url a running server from outside; say what to fix.")
        {
            url, token, ca, json,
        };
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = parsed.GetValue(url) is { } address
                ? await LookFromOutsideAsync(new(address), parsed.GetValue(token), parsed.GetValue(ca), arguments.Read(parsed), cancellationToken)
                : await LookHereAsync(SettingsLoader.Load(arguments.Read(parsed)), cancellationToken);
            await Report.WriteAsync(findings, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            return findings.All(finding => finding.IsWell) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> LookHereAsync(VisioSettings settings, CancellationToken cancellationToken) =>
    [
        .. PortChecks.Run(settings),
        .. CertificateChecks.Run(settings, TimeProvider.System.GetUtcNow()),
        .. await MediaServerChecks.RunAsync(settings, TimeProvider.System, cancellationToken),
        .. await MediaProcessChecks.RunAsync(settings, cancellationToken),
        .. MachineChecks.Run(settings, TimeProvider.System.GetUtcNow()),
        .. DataChecks.Run(settings),
        .. await IdentityProviderChecks.RunAsync(settings, TimeProvider.System, cancellationToken),
    ];

    private static async Task<IReadOnlyList<Finding>> LookFromOutsideAsync(Uri url, string? token, string? ca, SettingsSource source, CancellationToken cancellationToken)
    {
        // On somebody's laptop there are no settings, and none are made.
        if (token is null && (source.Dev || source.Data is not null))
        {
            var settings = SettingsLoader.Load(source);
            var room = $"doctor-{Guid.NewGuid():N}";
            token = new AccessToken { Identity = "doctor", Name = "doctor", Video = new VideoGrant { Room = room, RoomJoin = true } }
                .Sign(settings.ApiKey, settings.ApiSecret, TimeProvider.System.GetUtcNow(), TokenLifetime);
        }

        return await new OutsideChecks(new(url, token, ReadAuthorities(ca)), TimeProvider.System).RunAsync(cancellationToken);
    }

    private static X509Certificate2Collection ReadAuthorities(string? file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            if (file is not null)
            {
                authorities.ImportFromPemFile(file);
            }

            return authorities;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException([$"--ca {file}: {unusable.Message}"]);
        }
    }
}
