using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary>What the actions of <c>visio user …</c> work with.</summary>
internal sealed record UserWork(IServiceProvider Services, VisioSettings Settings, ParseResult Parsed, CancellationToken Cancellation)
{
    public VisioDb Db => Services.GetRequiredService<VisioDb>();

    public Users Users => Services.GetRequiredService<Users>();

    public UserAdministration Administration => Services.GetRequiredService<UserAdministration>();

    public TextWriter Output => Parsed.InvocationConfiguration.Output;

    public TextWriter Error => Parsed.InvocationConfiguration.Error;

    /// <summary>Whoever runs the command, as the audit log names them.</summary>
    public static AuditEvent Did(string action, string? target = null, string? room = null, object? details = null) =>
        new(AuditActor.Operator, null, action, target, room, details);

    /// <summary>A subcommand that works on the database.</summary>
    public static Command Command(string name, string description, DataArguments data, Symbol[] symbols, Func<UserWork, Task<int>> work)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = data.Read(parsed);
            return OperatorServices.RunAsync(settings, services => work(new(services, settings, parsed, cancellationToken)), cancellationToken);
        });
        return command;
    }

    /// <summary>A subcommand that works on one account; ends with 1 where there is none.</summary>
    public static Command ForOne(string name, string description, DataArguments data, Symbol[] options, Func<UserWork, User, Task<int>> work)
    {
        var who = Who();
        return Command(name, description, data, [who, .. options], async command =>
            await command.FindAsync(command.Parsed.GetRequiredValue(who)) is { } user ? await work(command, user) : ExitCode.Failed);
    }

    public static Argument<string> Who(string name = "user") => new(name) { Description = "E-mail address or id of the account." };

    /// <summary>The account; null where there is none, which is said.</summary>
    public async Task<User?> FindAsync(string who)
    {
        var user = Guid.TryParse(who, out var id) ? await Db.Users.SingleOrDefaultAsync(u => u.Id == id, Cancellation)
            : EmailAddress.TryParse(who, out var email) ? await Users.FindByEmailAsync(email, Cancellation)
            : null;
        if (user is null)
        {
            await Error.WriteLineAsync($"There is no account '{who}'. 'visio user list' shows all.");
        }

        return user;
    }

    /// <summary>Says what was done.</summary>
    public async Task<int> DoneAsync(string text)
    {
        await Output.WriteLineAsync(text);
        return ExitCode.Done;
    }

    /// <summary>Says why nothing was done.</summary>
    public async Task<int> FailAsync(string text)
    {
        await Error.WriteLineAsync(text);
        return ExitCode.Failed;
    }

    /// <summary>The address of a path, as far as it is known here: a proxy in front has its own.</summary>
    public string UrlOf(string path) => Settings.Urls[0].TrimEnd('/') + path;
}
