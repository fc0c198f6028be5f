using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>One way to be an engine.</summary>
internal abstract class Behaviour
{
    private static readonly Behaviour[] All =
    [
        new Behaves(), new Crashes(), new CrashesAtStart(), new FindsFault(), new FindsWarning(), new Hangs(), new HangsAtStart(), new LeavesSlowly(),
        new SaysHalfALine(), new SpeaksAnotherProtocol(), new StopsWhenAsked(),
    ];

    public static Behaviour Named(string name) => All.First(behaviour => behaviour.GetType().Name == name);

    /// <summary>The process from its start to its exit code.</summary>
    public virtual int Run()
    {
        Say(new HelloEvent(EngineEvent.ProtocolVersion, "dummy"));
        while (Console.In.ReadLine() is { } line)
        {
            if (ProtocolLine.ReadCommand(line) is RunCommand run)
            {
                Stage(StageJson.ReadRequest(File.ReadAllText(run.Request)));
            }
        }

        return 0;
    }

    /// <summary>One stage.</summary>
    protected abstract void Stage(StageRequest request);

    protected static void Say(EngineEvent message) => SayText(ProtocolLine.Write(message) + "\n");

    protected static void SayText(string text)
    {
        Console.Out.Write(text);
        Console.Out.Flush();
    }

    /// <summary>Makes one file (of Train: the LoRA) and the result event.</summary>
    protected static void Finish(StageRequest request, params Finding[] findings)
    {
        var output = request.Stage == Vocabulary.Stage.Train
            ? new OutputFile(OutputRoot.Out, $"{request.OutputName}.safetensors", new string('0', 64))
            : new OutputFile(OutputRoot.Obj, $"{request.Stage}.made", new string('0', 64));
        NewFile.Write(output.In(request.Paths), request.Key);
        var result = new StageResult(request.Stage, request.Key, Success: true, Cancelled: false, FromStore: false, [output], findings);
        Say(new ResultEvent(result));
    }
}
