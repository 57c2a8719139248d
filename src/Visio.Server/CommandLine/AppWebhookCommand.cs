using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Applications;
using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.CommandLine;

/// <summary><c>visio app webhook</c>: who is told what happens.</summary>
internal static class AppWebhookCommand
{
    public static Command Create(DataArguments arguments) => new("webhook", "Webhooks of an application.") { Add(arguments), List(arguments), Remove(arguments) };

    private static Command Add(DataArguments arguments)
    {
        var url = new Argument<string>("url") { Description = "An https address." };
        var events = new Option<string[]>("--event") { Description = "A kind of event, as meeting.started; all where there is none.", AllowMultipleArgumentsPerToken = true };
        return AppCommand.On(arguments, "add", "Add a webhook, and print the key of its signatures.", [url, events], async (services, parsed, application, output, cancellationToken) =>
        {
            var plainHttp = arguments.Read(parsed).WebhookNetworks.Count > 0;
            if (!WebhookInput.TryReadUrl(parsed.GetRequiredValue(url), plainHttp, out var address)
                || !WebhookInput.TryReadEvents(parsed.GetValue(events) is { Length: > 0 } some ? some : ["*"], out var wanted))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("The address or a kind of event cannot be used.");
                return ExitCode.WrongUsage;
            }

            var db = services.GetRequiredService<VisioDb>();
            if (await db.Webhooks.CountAsync(w => w.ApplicationId == application.Id, cancellationToken) >= WebhookInput.MaxPerApplication)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"An application has at most {WebhookInput.MaxPerApplication} webhooks.");
                return ExitCode.Failed;
            }

            var now = TimeProvider.System.GetUtcNow();
            var (secret, sealedSecret) = services.GetRequiredService<WebhookSecrets>().New();
            var webhook = new Webhook { Id = Guid.CreateVersion7(now), ApplicationId = application.Id, Url = address, SealedSecret = sealedSecret, Events = wanted, CreatedAt = now };
            db.Webhooks.Add(webhook);
            db.Record(new(AuditActor.Operator, null, "webhook.create", webhook.Id.ToString(), Details: new { application = application.Id, events = wanted }));
            await db.SaveChangesAsync(cancellationToken);
            await output.WriteLineAsync($"webhook  {webhook.Id}\nkey      {secret}");
            return ExitCode.Done;
        });
    }

    private static Command List(DataArguments arguments) =>
        AppCommand.On(arguments, "list", "List the webhooks of an application.", [], async (services, _, application, output, cancellationToken) =>
        {
            var webhooks = await services.GetRequiredService<VisioDb>().Webhooks.AsNoTracking()
                .Where(w => w.ApplicationId == application.Id).OrderBy(w => w.CreatedAt).ToListAsync(cancellationToken);
            foreach (var webhook in webhooks)
            {
                var state = webhook.DisabledAt is not null ? "disabled" : webhook.FailingSince is not null ? "failing" : "enabled";
                await output.WriteLineAsync($"{webhook.Id}\t{state}\t{webhook.Events}\t{webhook.Url}");
            }

            return ExitCode.Done;
        });

    private static Command Remove(DataArguments arguments)
    {
        var id = new Argument<Guid>("webhook") { Description = "Its id, as 'list' prints it." };
        return AppCommand.On(arguments, "remove", "Remove a webhook with its deliveries.", [id], async (services, parsed, application, _, cancellationToken) =>
        {
            var db = services.GetRequiredService<VisioDb>();
            var wanted = parsed.GetRequiredValue(id);
            if (await db.Webhooks.SingleOrDefaultAsync(w => w.Id == wanted && w.ApplicationId == application.Id, cancellationToken) is not { } webhook)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("The application has no such webhook.");
                return ExitCode.Failed;
            }

            db.Webhooks.Remove(webhook);
            db.Record(new(AuditActor.Operator, null, "webhook.delete", wanted.ToString(), Details: new { application = application.Id }));
            await db.SaveChangesAsync(cancellationToken);
            return ExitCode.Done;
        });
    }
}
