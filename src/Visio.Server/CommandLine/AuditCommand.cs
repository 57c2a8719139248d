using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Visio.Server.Audit;

namespace Visio.Server.CommandLine;

/// <summary><c>visio audit</c>.</summary>
internal static class AuditCommand
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Default,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("audit", "The audit log.") { Verify(arguments), List(arguments) };
        arguments.AddTo(command);
        return command;
    }

    /// <summary>Says what came out of a verification, in the words that an operator can note elsewhere.</summary>
    public static async Task<int> TellAsync(AuditVerdict verdict, TextWriter output, TextWriter error)
    {
        var read = string.Create(CultureInfo.InvariantCulture, $"{verdict.Entries} entries");
        if (verdict.Entries > 0)
        {
            read += string.Create(CultureInfo.InvariantCulture, $", {verdict.First} to {verdict.Last}, after {verdict.FirstHash}, ending in {verdict.LastHash}");
        }

        if (verdict.Fault is { } fault)
        {
            await error.WriteLineAsync($"The audit log is broken: {fault}. Sound before that: {read}");
            return ExitCode.Failed;
        }

        await output.WriteLineAsync("The audit log is sound: " + read);
        return ExitCode.Done;
    }

    private static Command Verify(DataArguments arguments)
    {
        var command = new Command("verify", "Read the whole log and recompute its hashes. Ends with 1 where it is broken. Note the last hash elsewhere: it proves later that nothing before it was changed.");
        command.SetAction((parsed, cancellationToken) => OperatorServices.RunAsync(
            arguments.Read(parsed),
            async services => await TellAsync(
                await services.GetRequiredService<AuditLog>().VerifyAsync(cancellationToken),
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error),
            cancellationToken));
        return command;
    }

    private static Command List(DataArguments arguments)
    {
        var limit = new Option<int>("--limit") { Description = "The most entries, from 1 to 1000.", DefaultValueFactory = _ => 50 };
        var before = new Option<long?>("--before") { Description = "Only entries with a smaller number." };
        var action = new Option<string?>("--action") { Description = "Only one action, as room.delete, or a group of them, as room." };
        var actor = new Option<string?>("--actor") { Description = "Only what the actor with this id did." };
        var target = new Option<string?>("--target") { Description = "Only what was done to this id." };
        var room = new Option<string?>("--room") { Description = "Only what concerns the room with this id." };
        var command = new Command("list", "Print entries, the newest first, as one JSON object on each line.") { limit, before, action, actor, target, room };
        command.SetAction((parsed, cancellationToken) => OperatorServices.RunAsync(
            arguments.Read(parsed),
            async services =>
            {
                var page = await services.GetRequiredService<AuditLog>().PageAsync(
                    new()
                    {
                        Limit = parsed.GetValue(limit),
                        Before = parsed.GetValue(before),
                        Action = parsed.GetValue(action),
                        ActorId = parsed.GetValue(actor),
                        Target = parsed.GetValue(target),
                        Room = parsed.GetValue(room),
                    },
                    cancellationToken);
                foreach (var entry in page.Entries)
                {
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(entry, Readable));
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
