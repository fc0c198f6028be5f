namespace Lora.Tensors.Kernels;

/// <summary>
/// All cores through one fixed partition: a region is cut into parts by its caller, never by the number of threads at hand, or in a way that no bit depends
/// on; any
/// thread may then do any part. Safe from any thread; a region inside a region, or beside another one, runs on its caller alone.
/// </summary>
public static unsafe class Workers
{
    /// <summary>Below this many floating-point operations (some 20 microseconds of them) a region is not shared out: waking a thread costs as much.</summary>
    const long WorthForking = 1_000_000;

    const int MostThreads = 64;
    static readonly Lock gate = new();
    static readonly List<Helper> helpers = [];
    static int threads = Math.Min(Environment.ProcessorCount, MostThreads);

    [ThreadStatic]
    static bool inside;

    /// <summary>Threads that share a region, its caller included: 1 to 64; the number of processors unless set.</summary>
    public static int Threads
    {
        get => Volatile.Read(ref threads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref threads, Math.Min(value, MostThreads));
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
        parts > 1 && !inside && Threads > 1 && workPerPart >= WorthForking / parts;

    static void Share(Region region)
    {
        if (!gate.TryEnter())
        {
            region.Work();
            region.Rethrow();
            return;
        }

        inside = true;
        try
        {
            var count = Math.Min(Threads, region.Parts) - 1;
            while (helpers.Count < count)
            {
                helpers.Add(new Helper());
            }

            for (var i = 0; i < count; i++)
            {
                helpers[i].Give(region);
            }

            region.Work();
            for (var i = 0; i < count; i++)
            {
                helpers[i].TakeBack();
            }
        }
        finally
        {
            inside = false;
            gate.Exit();
        }

        region.Rethrow();
    }

    sealed class Region(int parts, delegate*<void*, int, void> body, void* state, Action<int>? action)
    {
        int next;
        Exception? failure;

        public int Parts => parts;

        public void Work()
        {
            try
            {
                for (int part; (part = Interlocked.Increment(ref next) - 1) < parts;)
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
                Interlocked.CompareExchange(ref failure, e, null);
                Interlocked.Exchange(ref next, parts);
            }
        }

        public void Rethrow()
        {
            if (failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>A thread that spins for some microseconds after its last work and then sleeps.</summary>
    sealed class Helper
    {
        const int Idle = 0, Given = 1, Running = 2, Asleep = 3;
        const int Spins = 400;
        readonly SemaphoreSlim wake = new(0);
        Region? region;
        int status;

        public Helper() => new Thread(Loop) { IsBackground = true, Name = "tensor worker" }.Start();

        public void Give(Region work)
        {
            region = work;
            if (Interlocked.Exchange(ref status, Given) == Asleep)
            {
                wake.Release();
            }
        }

        /// <summary>Withdraws what this helper has not begun, or waits until it has done its part.</summary>
        public void TakeBack()
        {
            if (Interlocked.CompareExchange(ref status, Idle, Given) != Given)
            {
                var spin = new SpinWait();
                while (Volatile.Read(ref status) == Running)
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                }
            }

            region = null;
        }

        void Loop()
        {
            inside = true;
            for (var left = Spins; ;)
            {
                if (Volatile.Read(ref status) == Given && Interlocked.CompareExchange(ref status, Running, Given) == Given)
                {
                    region!.Work();
                    Volatile.Write(ref status, Idle);
                    left = Spins;
                }
                else if (--left > 0)
                {
                    Thread.SpinWait(8);
                }
                else if (Interlocked.CompareExchange(ref status, Asleep, Idle) == Idle)
                {
                    wake.Wait();
                    left = Spins;
                }
            }
        }
    }
}
