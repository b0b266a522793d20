-- What the scheduler refuses of a job before it takes it, from whatever command it comes.

-- slurmctld 24.11 divides by it, and sbatch cuts 65536 to 16 bits: one job ended the scheduler, and again at each of its
-- starts if it was saved (https://github.com/SchedMD/slurm/pull/224).
local function divides_by_zero(job)
   return job.ntasks_per_socket == 0
end

-- Text of one user that others read, as lines of a list.
local TEXTS = {
   "name", "account", "comment", "wckey", "alloc_node", "features", "licenses", "dependency", "mail_user",
   "work_dir", "std_in", "std_out", "std_err",
}

local function has_control_characters(job)
   for _, field in ipairs(TEXTS) do
      local text = job[field]
      if type(text) == "string" and text:find("%c") then
         return field
      end
   end
end

local function refusal(job)
   if divides_by_zero(job) then
      return "--ntasks-per-socket must be 1 to 65533"
   end
   local field = has_control_characters(job)
   return field and ("the job's " .. field .. " holds a line's end or another control character")
end

local function judge(job)
   local why = refusal(job)
   if why then
      slurm.log_user("%s", why)
      return slurm.ERROR
   end
   return slurm.SUCCESS
end

function slurm_job_submit(job, _partitions, _uid)
   return judge(job)
end

function slurm_job_modify(job, _record, _partitions, _uid)
   return judge(job)
end

return slurm.SUCCESS
