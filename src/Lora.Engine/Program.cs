using System.Runtime.InteropServices;
using Lora.Engine;
using Lora.Imaging;
using Lora.Project;

// standard output belongs to the protocol: whatever else prints goes to standard error
var output = Console.OpenStandardOutput();
var human = Console.Out;
Console.SetOut(Console.Error);

using var runner = new StageRunner(StageCatalog.All, new ManagedCodec());
switch (args)
{
    case ["--serve"]:
        // a terminal sends Ctrl+C to everything in it; the build tells us over the input when and how to stop
        using (PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true))
        {
            new EngineServer(new StreamReader(Console.OpenStandardInput()), new LineEvents(output), runner.Run).Serve();
        }

        return 0;

    case ["--request", var request]:
        using (var stop = new CancellationTokenSource())
        using (PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            // the first Ctrl+C saves and leaves, the second one kills
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }))
        {
            var events = new TextEvents(human);
            var result = runner.Run(request, events, stop.Token);
            events.Send(new ResultEvent(result));
            if (result is { Success: true, Stage: { } stage })
            {
                // in a build the task does it
                new StageFiles(StageJson.ReadRequest(File.ReadAllText(request)).Paths, stage).Keep(result);
            }

            return result.Success ? 0 : result.Cancelled ? 130 : 1;
        }

    case ["--samples", var grid]:
        // what 'dotnet run' ends with
        if (File.Exists(grid))
        {
            human.WriteLine($"Samples: {grid}");
            return 0;
        }

        Console.Error.WriteLine($"There are no samples at '{grid}': give the project a <Prompt>, and build it.");
        return 1;

    case ["--inspect", var path, var vae, var config]:
        return Inspector.Run(path, vae, config, human);

    case ["--tool", var tool, var arguments]:
        return ToolRunner.Run(tool, arguments, human);

    default:
        Console.Error.WriteLine("usage: Lora.Engine --serve            JSON lines on standard input and output, for the build");
        Console.Error.WriteLine("       Lora.Engine --samples FILE     says where the grid lies");
        Console.Error.WriteLine("       Lora.Engine --inspect PATH VAE CONFIG   says what a model or LoRA is; the last two may be empty");
        Console.Error.WriteLine("       Lora.Engine --tool NAME FILE   runs Extract, Merge or ResizeLora with the properties in a file, NAME=VALUE a line");
        Console.Error.WriteLine("       Lora.Engine --request FILE     runs the stage of a request file (obj/STAGE.request.json)");
        return 2;
}
