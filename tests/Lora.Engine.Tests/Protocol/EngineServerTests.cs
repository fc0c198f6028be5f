using System.IO.Pipes;
using System.Text;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Protocol;

public sealed class EngineServerTests
{
    [Fact]
    public void FirstEvent_IsHelloWithTheProtocolVersion()
    {
        var events = new RecordedEvents();
        new EngineServer(new StringReader(""), events, (_, _, _) => throw new InvalidOperationException("nothing was asked for")).Serve();
        var hello = Assert.IsType<HelloEvent>(Assert.Single(events.All));
        Assert.Equal(EngineEvent.ProtocolVersion, hello.Protocol);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello?")]
    [InlineData("{\"type\":\"run\",\"requ")]
    [InlineData("{\"type\":\"dance\"}")]
    [InlineData("{\"type\":\"run\"}")]
    [InlineData("[1,2]")]
    [InlineData("{\"type\":5}")]
    public void LineThatIsNoCommand_IsIgnoredAndTheNextIsHeard(string line)
    {
        using var pipe = new Input();
        var events = new RecordedEvents();
        var server = Serve(pipe, events, (request, _, _) => Done(request));
        pipe.Say(line);
        pipe.Say(ProtocolLine.Write(new RunCommand("/a/request.json")));
        WaitFor(() => events.All.OfType<ResultEvent>().Any());
        pipe.End();
        Assert.True(server.Join(5000));
        Assert.Equal("/a/request.json", Assert.Single(events.All.OfType<ResultEvent>()).Result.Key);
    }

    [Fact]
    public void Cancel_ReachesTheRunningStageAndTheServerLivesOn()
    {
        using var pipe = new Input();
        var events = new RecordedEvents();
        var started = new ManualResetEventSlim();
        var server = Serve(pipe, events, (request, _, stop) =>
        {
            if (request == "long")
            {
                started.Set();
                Assert.True(stop.WaitHandle.WaitOne(10_000));
                return Done(request) with { Success = false, Cancelled = true };
            }

            return Done(request);
        });
        pipe.Say(ProtocolLine.Write(new RunCommand("long")));
        Assert.True(started.Wait(5000));
        pipe.Say(ProtocolLine.Write(new CancelCommand()));
        pipe.Say(ProtocolLine.Write(new CancelCommand()));
        WaitFor(() => events.All.OfType<ResultEvent>().Any());
        pipe.Say(ProtocolLine.Write(new RunCommand("short")));
        WaitFor(() => events.All.OfType<ResultEvent>().Count() == 2);
        pipe.End();
        Assert.True(server.Join(5000));
        Assert.Equal([true, false], events.All.OfType<ResultEvent>().Select(e => e.Result.Cancelled));
    }

    [Fact]
    public void EndOfInput_CancelsTheRunningStageAndEndsTheServer()
    {
        using var pipe = new Input();
        var events = new RecordedEvents();
        var started = new ManualResetEventSlim();
        var server = Serve(pipe, events, (request, _, stop) =>
        {
            started.Set();
            Assert.True(stop.WaitHandle.WaitOne(10_000));
            return Done(request) with { Success = false, Cancelled = true };
        });
        pipe.Say(ProtocolLine.Write(new RunCommand("long")));
        Assert.True(started.Wait(5000));
        pipe.End();
        Assert.True(server.Join(5000));
        Assert.True(Assert.Single(events.All.OfType<ResultEvent>()).Result.Cancelled);
    }

    [Fact]
    public void TwoRunsAtOnce_RunOneAfterTheOther()
    {
        using var pipe = new Input();
        var events = new RecordedEvents();
        var running = 0;
        var server = Serve(pipe, events, (request, _, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            Thread.Sleep(20);
            Interlocked.Decrement(ref running);
            return Done(request);
        });
        pipe.Say(ProtocolLine.Write(new RunCommand("1")) + "\n" + ProtocolLine.Write(new RunCommand("2")));
        WaitFor(() => events.All.OfType<ResultEvent>().Count() == 2);
        pipe.End();
        Assert.True(server.Join(5000));
        Assert.Equal(["1", "2"], events.All.OfType<ResultEvent>().Select(e => e.Result.Key));
    }

    [Fact]
    public void ListenerGone_SendingGoesOnInSilence()
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var events = new LineEvents(pipe);
        events.Send(new MessageEvent("heard", Important: true));
        pipe.DisposeLocalCopyOfClientHandle();
        for (var i = 0; i < 3; i++)
        {
            events.Send(new MessageEvent("not heard", Important: true));
        }
    }

    [Fact]
    public void EventLines_AreWholeWhateverTheThreads()
    {
        var stream = new MemoryStream();
        var events = new LineEvents(stream);
        Parallel.For(0, 200, i => events.Send(new MessageEvent($"line {i} \"with\" ümlaut\nand a break", Important: false)));
        var lines = Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
        Assert.Equal(200, lines.Length);
        Assert.All(lines, line => Assert.IsType<MessageEvent>(ProtocolLine.ReadEvent(line)));
    }

    private static StageResult Done(string request) => new(Stage.Resize, request, Success: true, Cancelled: false, FromStore: false, [], []);

    private static Thread Serve(Input input, RecordedEvents events, Func<string, IEvents, CancellationToken, StageResult> run)
    {
        var thread = new Thread(() => new EngineServer(input.Reader, events, run).Serve()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, 5000));

    private sealed class Input : IDisposable
    {
        private readonly AnonymousPipeServerStream _out = new(PipeDirection.Out);
        private readonly AnonymousPipeClientStream _in;

        internal Input()
        {
            _in = new AnonymousPipeClientStream(PipeDirection.In, _out.ClientSafePipeHandle);
            Reader = new StreamReader(_in);
        }

        internal StreamReader Reader { get; }

        internal void Say(string line)
        {
            _out.Write(Encoding.UTF8.GetBytes(line + "\n"));
            _out.Flush();
        }

        internal void End() => _out.Dispose();

        public void Dispose()
        {
            _out.Dispose();
            _in.Dispose();
        }
    }
}
