import JSON

/// Keys of configuration files that are not options of `sentiment train`: from transformers' `TrainingArguments` (4 and 5),
/// its example scripts and training services.
enum ConfigurationKeys {
  /// Other names of our options.
  static let otherNames = [
    "output-dir": "output", "model-name": "model", "model-name-or-path": "model", "train-file": "train",
    "validation-file": "validation", "test-file": "test", "max-seq-length": "max-length",
    "batch-size": "per-device-train-batch-size", "train-batch-size": "per-device-train-batch-size",
    "per-gpu-train-batch-size": "per-device-train-batch-size", "eval-batch-size": "per-device-eval-batch-size",
    "per-gpu-eval-batch-size": "per-device-eval-batch-size", "epochs": "num-train-epochs",
    "num-epochs": "num-train-epochs", "evaluation-strategy": "eval-strategy",
    "gradient-accumulation": "gradient-accumulation-steps", "early-stopping": "early-stopping-patience",
    "lr": "learning-rate", "lr-scheduler": "lr-scheduler-type", "label-smoothing": "label-smoothing-factor",
    "hidden-dropout-prob": "hidden-dropout", "attention-probs-dropout": "attention-dropout",
    "attention-probs-dropout-prob": "attention-dropout", "dropout": "hidden-dropout",
    "seq-classif-dropout": "classifier-dropout", "overwrite-output-dir": "overwrite",
    "push-to-hub-model-id": "hub-model-id",
  ]

  /// Keys whose supported values are what `sentiment train` does anyway; other values would change the result.
  static let fixed: [String: [JSONValue]] = [
    "category": ["nlp"], "subcategory": ["text-classification"], "task": ["text-classification"],
    "truncation": [true, "longest_first", "only_first"], "adafactor": [false],
    "optim": ["adamw_torch", "adamw_torch_fused", "adamw_hf", "adamw_apex_fused", "adamw_torch_xla"],
    "lr_scheduler_kwargs": [[:], "", "{}"], "bf16_full_eval": [false], "fp16_full_eval": [false],
    "eval_delay": [0], "eval_on_start": [false], "dataloader_drop_last": [false], "past_index": [-1],
    "ignore_data_skip": [false], "train_sampling_strategy": ["random", "group_by_length"],
    "deepspeed": [[:], ""], "fsdp": [[], "", false], "sharded_ddp": [[], ""], "mp_parameters": [""],
    "model_revision": ["main"], "do_regression": [false],
  ]

  /// Keys that support only `null`, and the alternative to each.
  static let unsupported = [
    "data_seed": "one seed determines everything; set \"seed\"",
    "optim_args": "set adam_beta1, adam_beta2, adam_epsilon and weight_decay",
    "optim_target_modules": "AdamW updates all weights except frozen ones; set freeze_layers",
    "neftune_noise_alpha": "noise in embeddings is not supported; omit it, or set a dropout",
    "parallelism_config": "training runs on the cores of one machine; omit it",
    "tokenizer_name": "the checkpoint's tokenizer is used; copy the tokenizer files into the model folder",
    "config_name": "the checkpoint's configuration is used; copy config.json into the model folder",
    "dataset_name": "data sets are files; set train, validation and test",
    "dataset_config_name": "data sets are files; set train, validation and test",
    "task_name": "data sets are files; set train, validation and test",
    "max_train_samples": "all rows of a file are used; shorten the file",
    "max_eval_samples": "all rows of a file are used; shorten the file",
    "max_predict_samples": "all rows of a file are used; shorten the file",
    "id2label": "set label_names, in the order of the label numbers",
    "label2id": "set label_names, in the order of the label numbers",
  ]

  /// Keys without effect on the result: devices and processes, memory against time, printing and uploading.
  static let ignored = Set(
    """
    padding pad_to_max_length do_train do_eval do_predict use_cpu no_cuda use_mps_device use_ipex xpu_backend local_rank \
    n_gpu _n_gpu accelerator_config average_tokens_across_devices auto_find_batch_size split_batches dispatch_batches \
    ddp_backend ddp_broadcast_buffers ddp_bucket_cap_mb ddp_find_unused_parameters ddp_static_graph ddp_timeout \
    fsdp_config fsdp_min_num_params fsdp_transformer_layer_cls_to_wrap tpu_num_cores tpu_metrics_debug ray_scope \
    gradient_checkpointing gradient_checkpointing_kwargs activation_checkpointing activation_checkpointing_kwargs \
    torch_compile torch_compile_backend torch_compile_mode torchdynamo torch_empty_cache_steps jit_mode_eval tf32 \
    use_cache use_liger_kernel liger_kernel_config fp16_backend fp16_opt_level half_precision_backend full_determinism \
    dataloader_num_workers dataloader_pin_memory dataloader_persistent_workers dataloader_prefetch_factor \
    dataloader_multiprocessing_context dataloader_in_order remove_unused_columns length_column_name \
    eval_accumulation_steps eval_do_concat_batches eval_use_gather_object batch_eval_metrics include_for_metrics \
    include_inputs_for_metrics prediction_loss_only use_legacy_prediction_loop include_num_input_tokens_seen \
    include_tokens_per_second log_level log_level_replica log_on_each_node logging_first_step logging_nan_inf_filter \
    disable_tqdm skip_memory_metrics debug run_name project trackio_space_id trackio_bucket_id \
    trackio_static_space_id save_safetensors save_only_model save_on_each_node enable_jit_checkpoint \
    restore_callback_states_from_checkpoint hub_token hub_strategy hub_private_repo hub_always_push hub_revision \
    push_to_hub_token push_to_hub_organization overwrite_cache use_fast_tokenizer cache_dir token use_auth_token \
    trust_remote_code ignore_mismatched_sizes
    """.split(separator: " ").map(String.init))
}
