using System.CommandLine;
using Visio.Server.Doctor;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary><c>visio doctor</c>: looks at everything that a start needs, and says what to fix.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var arguments = new HostingArguments();
        var command = new Command("doctor", "Check ports, libraries, clock, data folder, database, secrets and identity provider; say what to fix.");
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = SettingsLoader.Load(arguments.Read(parsed));
            List<Finding> findings =
            [
                .. PortChecks.Run(settings),
                .. MachineChecks.Run(settings, TimeProvider.System.GetUtcNow()),
                .. DataChecks.Run(settings),
                .. await IdentityProviderChecks.RunAsync(settings, TimeProvider.System, cancellationToken),
            ];
            var output = parsed.InvocationConfiguration.Output;
            foreach (var finding in findings)
            {
                await output.WriteLineAsync($"{(finding.IsWell ? "ok  " : "FAIL")}  {finding.Check,-20}  {finding.Detail}");
                if (finding.Fix is { } fix)
                {
                    await output.WriteLineAsync($"      {"",-20}  {fix}");
                }
            }

            return findings.TrueForAll(finding => finding.IsWell) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
