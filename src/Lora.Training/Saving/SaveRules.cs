using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Which files a run writes before its last one, and which of them it keeps: kohya's rules, save that the last step writes the final file alone.
/// Source: sd-scripts, library/train_util.py.
/// </summary>
public sealed class SaveRules
{
    private readonly int _epochs;
    private readonly int _everyEpochs;
    private readonly int _everySteps;
    private readonly int _lastEpochs;
    private readonly int _lastSteps;

    /// <param name="values">At least <see cref="OutputOptions"/>.</param>
    /// <param name="epochs">Of the whole run.</param>
    public SaveRules(OptionValues values, int epochs)
    {
        _epochs = epochs;
        _everyEpochs = values.Get(OutputOptions.SaveNEpochRatio) is > 0 and var files ? Math.Max(1, epochs / files)
            : values.Get(OutputOptions.SaveEveryNEpochs);
        _everySteps = values.Get(OutputOptions.SaveEveryNSteps);
        _lastEpochs = values.Get(OutputOptions.SaveLastNEpochs);
        _lastSteps = values.Get(OutputOptions.SaveLastNSteps);
    }

    /// <summary>Whether a file is due after an epoch (counted from 1); the last one is the final file itself.</summary>
    public bool SavesAfterEpoch(int epoch) => _everyEpochs > 0 && epoch < _epochs && epoch % _everyEpochs == 0;

    /// <summary>Whether a file is due after a step, counted from 1, that is not the last.</summary>
    public bool SavesAfterStep(int step) => _everySteps > 0 && step % _everySteps == 0;

    /// <summary>Whether that file is there at the end of the run.</summary>
    public bool KeepsEpoch(int epoch) => SavesAfterEpoch(epoch)
        && (_lastEpochs == 0 || epoch > (((_epochs - 1) / _everyEpochs) - (long)_lastEpochs) * _everyEpochs);

    /// <summary>Files of epochs at the end of the run.</summary>
    public int KeptEpochs => _everyEpochs == 0 ? 0 : Math.Min((_epochs - 1) / _everyEpochs, _lastEpochs > 0 ? _lastEpochs : int.MaxValue);

    /// <summary>Files of steps at the end of the run.</summary>
    /// <param name="totalSteps">Of the run.</param>
    public int KeptSteps(int totalSteps) => _everySteps == 0 ? 0
        : Math.Min((totalSteps - 1) / _everySteps, _lastSteps > 0 ? (_lastSteps / _everySteps) + 1 : int.MaxValue);

    /// <summary>The file that goes when another one has been written; null where none does.</summary>
    public SavePoint? Replaced(SavePoint saved) => saved.Kind switch
    {
        SaveKind.Epoch when _lastEpochs > 0 && saved.Epoch - ((long)_everyEpochs * _lastEpochs) is > 0 and var epoch => saved with { Epoch = (int)epoch },
        // the last one that lies so many steps behind, and then further
        SaveKind.Step when _lastSteps > 0 && saved.Step - _lastSteps - 1 is var step && step >= _everySteps =>
            saved with { Step = step - (step % _everySteps) },
        _ => null,
    };
}
