namespace Lora.Tensors.Kernels;

/// <summary>
/// All cores through one fixed partition: a region is cut into parts by its caller, never by the number of threads at hand, or in a way that no bit depends
/// on; any thread may then do any part. Safe from any thread; a region inside a region, or beside another one, runs on its caller alone.
/// </summary>
public static unsafe class Workers
{
    /// <summary>Below this many floating-point operations (some 20 microseconds of them) a region is not shared out: waking a thread costs as much.</summary>
    private const long WorthForking = 1_000_000;

    private const int MostThreads = 64;
    private static readonly Lock Gate = new();
    private static readonly List<Helper> Helpers = [];
    private static int _threads = Math.Min(Environment.ProcessorCount, MostThreads);

    [ThreadStatic]
    private static bool _inside;

    /// <summary>Threads that share a region, its caller included: 1 to 64; the number of processors unless set.</summary>
    public static int Threads
    {
        get => Volatile.Read(ref _threads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref _threads, Math.Min(value, MostThreads));
        }
    }

    /// <summary>Runs <paramref name="body"/> for 0 to <paramref name="parts"/> - 1, in any order, and returns when all are done. Parts are taken as worth
    /// sharing.</summary>
    public static void For(int parts, Action<int> body) => For(parts, long.MaxValue, body);

    /// <summary>The same; <paramref name="workPerPart"/> is about the floating-point operations (or a fourth of the bytes moved) of one part: small regions
    /// stay on the caller.</summary>
    public static void For(int parts, long workPerPart, Action<int> body)
    {
        if (!Shared(parts, workPerPart))
        {
            for (var i = 0; i < parts; i++)
            {
                body(i);
            }

            return;
        }

        Share(new Region(parts, null, null, body));
    }

    /// <summary>The same without a delegate: <paramref name="body"/> gets <paramref name="state"/> and the part.</summary>
    internal static void For(int parts, long workPerPart, delegate*<void*, int, void> body, void* state)
    {
        if (!Shared(parts, workPerPart))
        {
            for (var i = 0; i < parts; i++)
            {
                body(state, i);
            }

            return;
        }

        Share(new Region(parts, body, state, null));
    }

    /// <summary>Whether a region of that much work would be shared now; kernels ask before they choose a partition.</summary>
    internal static bool Shared(int parts, long workPerPart) =>
        parts > 1 && !_inside && Threads > 1 && workPerPart >= WorthForking / parts;

    private static void Share(Region region)
    {
        if (!Gate.TryEnter())
        {
            region.Work();
            region.Rethrow();
            return;
        }

        _inside = true;
        try
        {
            var count = Math.Min(Threads, region.Parts) - 1;
            while (Helpers.Count < count)
            {
                Helpers.Add(new Helper());
            }

            for (var i = 0; i < count; i++)
            {
                Helpers[i].Give(region);
            }

            region.Work();
            for (var i = 0; i < count; i++)
            {
                Helpers[i].TakeBack();
            }
        }
        finally
        {
            _inside = false;
            Gate.Exit();
        }

        region.Rethrow();
    }

    private sealed class Region(int parts, delegate*<void*, int, void> body, void* state, Action<int>? action)
    {
        private int _next;
        private Exception? _failure;

        public int Parts => parts;

        public void Work()
        {
            try
            {
                for (int part; (part = Interlocked.Increment(ref _next) - 1) < parts;)
                {
                    if (action is null)
                    {
                        body(state, part);
                    }
                    else
                    {
                        action(part);
                    }
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, e, null);
                Interlocked.Exchange(ref _next, parts);
            }
        }

        public void Rethrow()
        {
            if (_failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
            }
        }
    }

    /// <summary>A thread that spins for some microseconds after its last work and then sleeps.</summary>
    private sealed class Helper
    {
        private const int Idle = 0, Given = 1, Running = 2, Asleep = 3;
        private const int Spins = 400;
        private readonly SemaphoreSlim _wake = new(0);
        private Region? _region;
        private int _status;

        public Helper() => new Thread(Loop) { IsBackground = true, Name = "tensor worker" }.Start();

        public void Give(Region work)
        {
            _region = work;
            if (Interlocked.Exchange(ref _status, Given) == Asleep)
            {
                _wake.Release();
            }
        }

        /// <summary>Withdraws what this helper has not begun, or waits until it has done its part.</summary>
        public void TakeBack()
        {
            if (Interlocked.CompareExchange(ref _status, Idle, Given) != Given)
            {
                var spin = new SpinWait();
                while (Volatile.Read(ref _status) == Running)
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            }

            _region = null;
        }

        private void Loop()
        {
            _inside = true;
            for (var left = Spins; ;)
            {
                if (Volatile.Read(ref _status) == Given && Interlocked.CompareExchange(ref _status, Running, Given) == Given)
                {
                    _region!.Work();
                    Volatile.Write(ref _status, Idle);
                    left = Spins;
                }
                else if (--left > 0)
                {
                    Thread.SpinWait(8);
                }
                else if (Interlocked.CompareExchange(ref _status, Asleep, Idle) == Idle)
                {
                    _wake.Wait();
                    left = Spins;
                }
            }
        }
    }
}
