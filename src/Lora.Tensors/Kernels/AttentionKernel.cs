namespace Lora.Tensors.Kernels;

/// <summary>
/// Attention in blocks of keys with a running maximum and sum (Dao et al., "FlashAttention", 2022): memory grows with the tokens, not with their square.
/// Every query is computed alone over blocks of a fixed number of keys, so the bits depend on neither threads nor tier.
/// </summary>
internal static unsafe class AttentionKernel
{
    /// <summary>Keys in a block: part of the result's definition.</summary>
    internal const int KeyBlock = 96;

    /// <summary>Queries that share a packed block of keys: no bit depends on it.</summary>
    private const int MostQueries = 240, FewestQueries = 48;

    private struct ForwardJob
    {
        public AttentionCall Call;
        public int QueryBlock;

        public readonly int Blocks => (Call.Queries + QueryBlock - 1) / QueryBlock;
    }

    private struct BackwardJob
    {
        public AttentionCall Call;
        public AttentionGradients To;
    }

    /// <summary>Writes <see cref="AttentionCall.Out"/> and, unless it is null, <see cref="AttentionCall.LogSumExp"/>.</summary>
    public static void Forward(in AttentionCall call)
    {
        if (call.Batches <= 0 || call.Heads <= 0 || call.Queries <= 0)
        {
            return;
        }

        var job = new ForwardJob { Call = call, QueryBlock = MostQueries };
        while (job.QueryBlock > FewestQueries && call.Batches * call.Heads * job.Blocks < 2 * Workers.Threads)
        {
            job.QueryBlock /= 2;
        }

        var work = 2L * Math.Min(job.QueryBlock, call.Queries) * call.Keys * (call.Width + call.ValueWidth + 16);
        Workers.For(call.Batches * call.Heads * job.Blocks, work, &ForwardPart, &job);
    }

    private static void ForwardPart(void* state, int part)
    {
        var job = (ForwardJob*)state;
        int blocks = job->Blocks, batch = part / blocks / job->Call.Heads, head = part / blocks % job->Call.Heads, first = part % blocks * job->QueryBlock;
        var queries = Math.Min(job->QueryBlock, job->Call.Queries - first);
        switch (CpuTiers.Current)
        {
            case CpuTier.Vector512: AttentionForward<Lanes16>.Run(job->Call, batch, head, first, queries); break;
            case CpuTier.Vector256: AttentionForward<Lanes8>.Run(job->Call, batch, head, first, queries); break;
            case CpuTier.Vector128: AttentionForward<Lanes4>.Run(job->Call, batch, head, first, queries); break;
            default: AttentionForward<Lanes1>.Run(job->Call, batch, head, first, queries); break;
        }
    }

    /// <summary>
    /// Gradients of Q, K and V from that of out, after <see cref="Forward"/> has written <see cref="AttentionCall.Out"/> and
    /// <see cref="AttentionCall.LogSumExp"/>; probabilities are computed again block by block. Overwrites DQ, DK and DV, which must not broadcast. Batches
    /// times heads is what threads share.
    /// </summary>
    public static void Backward(in AttentionCall call, in AttentionGradients gradients)
    {
        if (call.Batches <= 0 || call.Heads <= 0)
        {
            return;
        }

        var job = new BackwardJob { Call = call, To = gradients };
        Workers.For(call.Batches * call.Heads, 2L * call.Queries * call.Keys * (3L * call.Width + 2L * call.ValueWidth + 16), &BackwardPart, &job);
    }

    private static void BackwardPart(void* state, int part)
    {
        var job = (BackwardJob*)state;
        int batch = part / job->Call.Heads, head = part % job->Call.Heads;
        switch (CpuTiers.Current)
        {
            case CpuTier.Vector512: AttentionBackward<Lanes16>.Run(job->Call, job->To, batch, head); break;
            case CpuTier.Vector256: AttentionBackward<Lanes8>.Run(job->Call, job->To, batch, head); break;
            case CpuTier.Vector128: AttentionBackward<Lanes4>.Run(job->Call, job->To, batch, head); break;
            default: AttentionBackward<Lanes1>.Run(job->Call, job->To, batch, head); break;
        }
    }
}
