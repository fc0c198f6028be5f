using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A LoRA whose ranks are trained a block at a time, drawn for each step, so that fewer of them can be used later. In files, and wherever nothing is trained,
/// it is a plain LoRA. kohya's form uses all ranks in each step, scaled as if there were as many as up to the drawn block; LyCORIS' uses those up to it and
/// divides alpha by the number of blocks. Source: Valipour et al., arXiv 2210.07558; kohya networks/dylora.py; LyCORIS modules/dylora.py.
/// </summary>
/// <param name="target">The layer.</param>
/// <param name="form">Of the factors.</param>
/// <param name="block">Ranks that are trained together; they divide the rank.</param>
/// <param name="usesAllRanks">kohya's form.</param>
internal sealed class DyLoraAdapter(AdapterTarget target, FactorForm form, int block, bool usesAllRanks) : LoraAdapter(target, form)
{
    // ranks of other blocks are no part of what is trained
    protected override bool IsProduct => false;

    public override bool IsRandom => true;

    /// <summary>The block that is trained, from 0; null outside of training.</summary>
    internal int? Block { get => field ?? Drawn?.Numbers(RandomPurpose.Adapters).Next(Form.Rank / block); set; }

    protected override (Tensor Down, Tensor Up, double Scale) Branch
    {
        get
        {
            var (down, up, whole) = base.Branch;
            if (Block is not { } drawn)
            {
                return (down, up, whole);
            }

            var scale = usesAllRanks ? whole * Math.Sqrt((double)Form.Rank / ((drawn + 1) * block)) : Multiplier * Form.Alpha / (drawn + 1);
            return (Partly(down, 0, drawn), Partly(up, 1, drawn), scale);
        }
    }

    /// <summary>The factor in force: a gradient goes to one block alone.</summary>
    private Tensor Partly(Tensor factor, int dim, int drawn)
    {
        var (start, end) = (drawn * block, (drawn + 1) * block);
        var parts = new List<Tensor>();
        if (start > 0)
        {
            parts.Add(factor.Narrow(dim, 0, start).Detach());
        }

        parts.Add(factor.Narrow(dim, start, block));
        if (usesAllRanks && end < Form.Rank)
        {
            parts.Add(factor.Narrow(dim, end, Form.Rank - end).Detach());
        }

        return parts.Count == 1 ? parts[0] : factor.Runtime.Cat([.. parts], dim);
    }
}
