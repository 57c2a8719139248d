using Visio.Server.CommandLine;

return await VisioCommandLine.RunAsync(args, Console.Out, Console.Error);
