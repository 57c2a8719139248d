using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Applications;
using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.CommandLine;

/// <summary><c>visio app</c>: applications that may use the API. Secrets are printed once, when they are made.</summary>
internal static class AppCommand
{
    private static readonly Argument<string> App = new("app") { Description = "The application: its client id, or its name where only one has it." };

    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("app", "Applications that may use the API.")
        {
            Add(arguments),
            List(arguments),
            On(arguments, "show", "Show one application.", [], (_, _, application, output, _) =>
            {
                output.WriteLine(Describe(application));
                return Task.FromResult(ExitCode.Done);
            }),
            On(arguments, "secret", "Replace the secret; access tokens are taken back.", [], async (services, _, application, output, cancellationToken) =>
            {
                var secret = ApplicationRegistry.ChangeSecret(application);
                await SaveAsync(services, application, "application.secret", null, cancellationToken);
                await output.WriteLineAsync($"client id      {application.ClientId}\nclient secret  {secret}");
                return ExitCode.Done;
            }),
            Change("scopes", $"What it may ask for: {string.Join(", ", ApiScopes.All)}.", arguments, ApplicationInput.TryReadScopes, (a, text) => a.Scopes = text),
            Change("domains", "The mail domains of the users that it may act for; '*' alone means all.", arguments, ApplicationInput.TryReadDomains, (a, text) => a.Domains = text),
            Switch("disable", "Give it no tokens any more, and take back those it has.", arguments, disabled: true),
            Switch("enable", "Let it get tokens again.", arguments, disabled: false),
            On(arguments, "remove", "Remove it with its tokens and webhooks.", [], async (services, _, application, _, cancellationToken) =>
            {
                services.GetRequiredService<VisioDb>().Applications.Remove(application);
                await SaveAsync(services, application, "application.delete", null, cancellationToken);
                return ExitCode.Done;
            }),
            AppWebhookCommand.Create(arguments),
        };
        arguments.AddTo(command);
        return command;
    }

    /// <summary>A command that works on one application.</summary>
    public static Command On(
        DataArguments arguments,
        string name,
        string description,
        IEnumerable<Symbol> more,
        Func<IServiceProvider, ParseResult, Application, TextWriter, CancellationToken, Task<int>> work)
    {
        var command = new Command(name, description) { App };
        foreach (var symbol in more)
        {
            if (symbol is Option option)
            {
                command.Options.Add(option);
            }
            else
            {
                command.Arguments.Add((Argument)symbol);
            }
        }

        command.SetAction((parsed, cancellationToken) => OperatorServices.RunAsync(
            arguments.Read(parsed),
            async services =>
            {
                var wanted = parsed.GetRequiredValue(App);
                var found = await services.GetRequiredService<VisioDb>().Applications
                    .Where(a => a.ClientId == wanted || a.Name == wanted).Take(2).ToListAsync(cancellationToken);
                if (found is [var application])
                {
                    return await work(services, parsed, application, parsed.InvocationConfiguration.Output, cancellationToken);
                }

                await parsed.InvocationConfiguration.Error.WriteLineAsync(found.Count == 0 ? $"There is no application '{wanted}'." : $"More than one application is called '{wanted}': say its client id.");
                return ExitCode.Failed;
            },
            cancellationToken));
        return command;
    }

    /// <summary>Saves the change of an application, audited as the operator's, and ends what its tokens opened.</summary>
    private static async Task SaveAsync(IServiceProvider services, Application application, string action, object? details, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<VisioDb>();
        db.Record(new(AuditActor.Operator, null, action, application.Id.ToString(), Details: details));
        await db.SaveChangesAsync(cancellationToken);
        await services.GetRequiredService<ApplicationRegistry>().TakeBackTokensAsync(application.Id, cancellationToken);
    }

    private static Command Add(DataArguments arguments)
    {
        var name = new Argument<string>("name") { Description = "What it is called." };
        var scopes = new Option<string[]>("--scope") { Description = $"What it may ask for: {string.Join(", ", ApiScopes.All)}.", AllowMultipleArgumentsPerToken = true };
        var domains = new Option<string[]>("--domain") { Description = "The mail domains of the users that it may act for; '*' alone means all.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("add", "Make an application, and print its secret.") { name, scopes, domains };
        command.SetAction((parsed, cancellationToken) => OperatorServices.RunAsync(
            arguments.Read(parsed),
            async services =>
            {
                if (!ApplicationInput.TryReadName(parsed.GetRequiredValue(name), out var called)
                    || !ApplicationInput.TryReadScopes(parsed.GetValue(scopes) ?? [], out var may)
                    || !ApplicationInput.TryReadDomains(parsed.GetValue(domains) ?? [], out var actsFor))
                {
                    await parsed.InvocationConfiguration.Error.WriteLineAsync("The name, a scope or a domain cannot be used.");
                    return ExitCode.WrongUsage;
                }

                var db = services.GetRequiredService<VisioDb>();
                var (application, secret) = services.GetRequiredService<ApplicationRegistry>().Add(called, may, actsFor);
                db.Record(new(AuditActor.Operator, null, "application.create", application.Id.ToString(), Details: new { scopes = may, domains = actsFor }));
                await db.SaveChangesAsync(cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"client id      {application.ClientId}\nclient secret  {secret}");
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command List(DataArguments arguments)
    {
        var command = new Command("list", "List the applications.");
        command.SetAction((parsed, cancellationToken) => OperatorServices.RunAsync(
            arguments.Read(parsed),
            async services =>
            {
                await foreach (var application in services.GetRequiredService<VisioDb>().Applications.AsNoTracking().OrderBy(a => a.Name)
                    .AsAsyncEnumerable().WithCancellation(cancellationToken))
                {
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(
                        $"{application.ClientId}\t{(application.DisabledAt is null ? "enabled" : "disabled")}\t{application.Name}");
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command Change(string name, string description, DataArguments arguments, TryRead read, Action<Application, string> set)
    {
        var values = new Argument<string[]>("values") { Description = description, Arity = ArgumentArity.ZeroOrMore };
        return On(arguments, name, description, [values], async (services, parsed, application, _, cancellationToken) =>
        {
            if (!read(parsed.GetValue(values) ?? [], out var text))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"One of these {name} cannot be used.");
                return ExitCode.WrongUsage;
            }

            set(application, text!);
            await SaveAsync(services, application, "application.update", new { scopes = application.Scopes, domains = application.Domains }, cancellationToken);
            return ExitCode.Done;
        });
    }

    private static Command Switch(string name, string description, DataArguments arguments, bool disabled) =>
        On(arguments, name, description, [], async (services, _, application, _, cancellationToken) =>
        {
            application.DisabledAt = disabled ? application.DisabledAt ?? TimeProvider.System.GetUtcNow() : null;
            await SaveAsync(services, application, "application.update", new { disabled }, cancellationToken);
            return ExitCode.Done;
        });

    private static string Describe(Application application) => $"""
        name       {application.Name}
        client id  {application.ClientId}
        scopes     {application.Scopes}
        domains    {application.Domains}
        created    {application.CreatedAt:O}
        used       {application.LastUsedAt:O}
        disabled   {application.DisabledAt:O}
        """;

    private delegate bool TryRead(IEnumerable<string?> given, out string? text);
}
